using Andamento.Tests.Engine.Rules;

namespace Andamento.Tests.Unit;

/// <summary>What only the compiler of genuine Orleans would refuse, asked of our own assemblies on either engine.</summary>
public class OrleansRulesTests
{
    [Fact]
    public void Our_grains_and_messages_keep_the_rules_of_genuine_orleans() =>
        Assert.Empty(EngineRules.BrokenIn(EngineRules.OwnAssemblies()));
}
