using System.Net;
using Andamento.Providers;
using Andamento.Providers.Http;

namespace Andamento.Tests.Unit.Providers.Http;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("169.253.255.255")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("fd12::1")]
    [InlineData("::ffff:8.8.8.8")]
    public void Addresses_of_others_are_called(string address) => Assert.Null(Why(address, new()));

    [Theory]
    [InlineData("169.254.169.254", "metadata")]
    [InlineData("169.254.1.1", "link-local")]
    [InlineData("fe80::1%3", "link-local")]
    [InlineData("fd00:ec2::254", "metadata")]
    [InlineData("fd20:ce::254", "metadata")]
    [InlineData("100.100.100.200", "metadata")]
    [InlineData("168.63.129.16", "metadata")]
    [InlineData("0.0.0.0", "no address")]
    [InlineData("0.1.2.3", "no address")]
    [InlineData("::", "no address")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("255.255.255.255", "reserved")]
    [InlineData("ff02::1", "multicast")]
    [InlineData("::ffff:169.254.169.254", "metadata")]
    [InlineData("64:ff9b::a9fe:a9fe", "metadata")]
    [InlineData("2002:a9fe:a9fe::1", "metadata")]
    [InlineData("::169.254.169.254", "metadata")]
    public void Some_are_never_called_whatever_the_options(string address, string why) =>
        Assert.Contains(why, Why(address, new() { AllowLoopback = true, AllowPrivateNetworks = true }));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void This_machine_is_called_only_when_the_operator_says_so(string address)
    {
        Assert.Contains("Providers:AllowLoopback", Why(address, new()));
        Assert.Null(Why(address, new() { AllowLoopback = true }));
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("fd12::1")]
    [InlineData("::ffff:10.0.0.1")]
    public void Private_networks_can_be_closed(string address) =>
        Assert.Contains("Providers:AllowPrivateNetworks", Why(address, new() { AllowPrivateNetworks = false }));

    [Theory]
    [InlineData("https://api.openai.com/v1")]
    [InlineData("http://models.internal:8080/openai")]
    [InlineData("http://10.0.0.1:8080")]
    [InlineData("https://[2606:4700::1111]/v1")]
    public void A_base_address_is_http_or_https(string address) =>
        Assert.Null(AddressRules.Check("openai_api_base", address, new()));

    [Theory]
    [InlineData("api.openai.com/v1", "openai_api_base must be an absolute http or https address.")]
    [InlineData("ftp://api.openai.com", "openai_api_base must be an absolute http or https address.")]
    [InlineData("file:///etc/passwd", "openai_api_base must be an absolute http or https address.")]
    [InlineData("https://user:pass@api.openai.com", "openai_api_base must not hold a user name or password.")]
    [InlineData("https://api.openai.com/v1?key=1", "openai_api_base must end with its path: no '?' or '#'.")]
    [InlineData("http://169.254.169.254/latest", "openai_api_base is '169.254.169.254', a cloud metadata service, which this cluster never calls.")]
    [InlineData("http://2852039166/", "openai_api_base is '169.254.169.254', a cloud metadata service, which this cluster never calls.")]
    [InlineData("http://[::1]:80/", "openai_api_base is '::1', a loopback address; the operator can set Providers:AllowLoopback.")]
    public void Another_is_refused_in_a_sentence(string address, string message) =>
        Assert.Equal(message, AddressRules.Check("openai_api_base", address, new()));

    private static string? Why(string address, ProviderOptions options) =>
        AddressRules.WhyRefused(IPAddress.Parse(address), options);
}
