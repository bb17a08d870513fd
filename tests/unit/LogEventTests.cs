using System.Reflection;
using Andamento.Tests.Engine.Rules;
using Microsoft.Extensions.Logging;

namespace Andamento.Tests.Unit;

/// <summary>Alerts and saved queries hold on to the number of an event, so it means one thing.</summary>
public sealed class LogEventTests
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Fact]
    public void Every_log_message_has_a_number_of_its_own()
    {
        var messages = EngineRules.OwnAssemblies()
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(Any))
            .Select(method => (Method: $"{method.DeclaringType!.Name}.{method.Name}", method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(message => message.EventId is not null)
            .ToList();

        Assert.True(messages.Count > 80, $"only {messages.Count} messages were found");
        Assert.Empty(messages.Where(message => message.EventId < 1).Select(message => $"{message.Method} has no number."));
        Assert.Empty(messages.GroupBy(message => message.EventId).Where(same => same.Count() > 1)
            .Select(same => $"{same.Key} is {string.Join(" and ", same.Select(message => message.Method))}."));
    }
}
