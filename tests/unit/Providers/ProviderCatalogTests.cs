using Andamento.Providers;

namespace Andamento.Tests.Unit.Providers;

public sealed class ProviderCatalogTests
{
    [Theory]
    [InlineData("openai")]
    [InlineData("OpenAI")]
    public void A_provider_is_found_whatever_the_case_of_its_name(string name) =>
        Assert.Equal("openai", ProviderCatalog.Find(name)?.Descriptor.Name);

    [Theory]
    [InlineData("nobody")]
    [InlineData(null)]
    public void An_unknown_name_finds_nothing(string? name) => Assert.Null(ProviderCatalog.Find(name));

    [Fact]
    public void Every_adapter_of_the_assembly_is_in_the_catalog()
    {
        var adapters = typeof(ProviderCatalog).Assembly.GetTypes()
            .Count(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IProviderAdapter)));

        Assert.Equal(adapters, ProviderCatalog.All.Length);
    }

    [Fact]
    public void Every_setting_has_a_sentence_and_every_secret_no_default() =>
        Assert.All(ProviderCatalog.All.SelectMany(adapter => adapter.Descriptor.Settings), setting =>
        {
            Assert.EndsWith(".", setting.Description);
            Assert.False(setting.Secret && setting.Default is not null, setting.Name);
        });

    [Fact]
    public void The_assembly_knows_neither_Orleans_nor_ASP_NET()
    {
        var seen = typeof(ProviderCatalog).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.All(seen, name => Assert.StartsWith("System", name, StringComparison.Ordinal));
    }
}
