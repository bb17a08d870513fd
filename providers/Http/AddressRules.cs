using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Andamento.Providers.Http;

/// <summary>Which addresses a provider may have. Whoever creates endpoints chooses them, so they are not trusted.</summary>
/// <remarks>
/// <see cref="Check"/> judges the text when a config is written; <see cref="WhyRefused"/> judges the number that a
/// connection is about to go to, after the name server answered, so that a name cannot change its mind in between.
/// </remarks>
public static class AddressRules
{
    private static readonly IPAddress[] Metadata =
    [
        IPAddress.Parse("169.254.169.254"), // AWS, Azure, Google Cloud and others
        IPAddress.Parse("168.63.129.16"), // Azure, host agent
        IPAddress.Parse("100.100.100.200"), // Alibaba Cloud
        IPAddress.Parse("fd00:ec2::254"), // AWS
        IPAddress.Parse("fd20:ce::254"), // Google Cloud
    ];

    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("fc00::/7"), IPNetwork.Parse("fec0::/10"),
    ];

    private static readonly IPNetwork[] Reserved =
        [IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"), IPNetwork.Parse("ff00::/8")];

    private static readonly IPNetwork[] LinkLocal = [IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10")];

    private static readonly IPNetwork Unspecified = IPNetwork.Parse("0.0.0.0/8");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");

    /// <summary>Judges the text of a base address.</summary>
    /// <param name="setting">The setting's name, for the sentence.</param>
    /// <param name="address">Its value.</param>
    /// <param name="options">What the operator allows; judged here when the host is a number.</param>
    /// <returns>A sentence that says what is wrong, or null.</returns>
    public static string? Check(string setting, string address, ProviderOptions options) =>
        CheckShape(setting, address)
        ?? (IPAddress.TryParse(new Uri(address).IdnHost, out var ip) && WhyRefused(ip, options) is { } why
            ? $"{setting} is '{ip}', {why}."
            : null);

    /// <summary>What can be said without knowing what the operator allows.</summary>
    internal static string? CheckShape(string setting, string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != "https" && uri.Scheme != "http"))
        {
            return $"{setting} must be an absolute http or https address.";
        }

        if (uri.UserInfo.Length > 0) return $"{setting} must not hold a user name or password.";
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0) return $"{setting} must end with its path: no '?' or '#'.";
        return uri.Host.Length > 0 ? null : $"{setting} must name a host.";
    }

    /// <summary>Why an address is not called, as the end of a sentence; null when it is.</summary>
    internal static string? WhyRefused(IPAddress address, ProviderOptions options)
    {
        var ip = Embedded(address);
        if (IsUnspecified(ip)) return "which is no address of any machine";
        if (IsMetadata(ip)) return "a cloud metadata service, which this cluster never calls";
        if (IsLinkLocal(ip)) return "a link-local address, which this cluster never calls";
        if (IsReserved(ip)) return "a multicast or reserved address, which this cluster never calls";
        if (IPAddress.IsLoopback(ip))
        {
            return options.AllowLoopback ? null : "a loopback address; the operator can set Providers:AllowLoopback";
        }

        return !IsPrivate(ip) || options.AllowPrivateNetworks
            ? null
            : "an address of a private network; the operator can set Providers:AllowPrivateNetworks";
    }

    private static bool IsUnspecified(IPAddress ip) => ip.Equals(IPAddress.IPv6Any) || Unspecified.Contains(ip);

    private static bool IsMetadata(IPAddress ip) => Array.IndexOf(Metadata, ip) >= 0;

    private static bool IsLinkLocal(IPAddress ip) => Array.Exists(LinkLocal, network => network.Contains(ip));

    private static bool IsReserved(IPAddress ip) => Array.Exists(Reserved, network => network.Contains(ip));

    private static bool IsPrivate(IPAddress ip) => Array.Exists(Private, network => network.Contains(ip));

    // An IPv6 address may be a costume of an IPv4 one: mapped, compatible, NAT64 or 6to4.
    private static IPAddress Embedded(IPAddress ip)
    {
        if (ip.AddressFamily is not AddressFamily.InterNetworkV6) return ip;
        if (ip.IsIPv4MappedToIPv6) return ip.MapToIPv4();

        Span<byte> bytes = stackalloc byte[16];
        ip.TryWriteBytes(bytes, out _);
        var last = BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        if (Nat64.Contains(ip) || (Compatible.Contains(ip) && last > 1)) return new IPAddress(bytes[12..]);
        if (SixToFour.Contains(ip)) return new IPAddress(bytes[2..6]);

        // Without its scope, so that it compares equal to the lists above.
        return new IPAddress(bytes);
    }
}
