namespace Andamento.Tests.Engine.Grains;

public interface IFilteredGrain : ILocated
{
    Task<string> PlayAsync(string piece);

    Task<string> EncoreAsync(string piece);

    Task<string> CallAsync(string otherKey);
}

internal sealed class FilteredGrain : LocatedGrain, IFilteredGrain, IIncomingGrainCallFilter
{
    public Task<string> PlayAsync(string piece) => Task.FromResult(piece);

    public Task<string> EncoreAsync(string piece) => throw new InvalidOperationException("the filter answers instead");

    public Task<string> CallAsync(string otherKey) => GrainFactory.GetGrain<IFilteredGrain>(otherKey).PlayAsync("call");

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.MethodName is nameof(EncoreAsync))
        {
            context.Result = "no encore";
            return;
        }

        await context.Invoke();
    }
}

/// <summary>Changes what <see cref="IFilteredGrain.PlayAsync"/> answers and refuses one argument.</summary>
internal sealed class ApplauseFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is not FilteredGrain || context.MethodName is not nameof(IFilteredGrain.PlayAsync))
        {
            await context.Invoke();
            return;
        }

        if (context.Request.GetArgument(0) is "silence") throw new InvalidOperationException("refused by a filter");
        await context.Invoke();
        context.Result = $"{context.Result} by {context.ImplementationMethod.DeclaringType!.Name}, applause";
    }
}

/// <summary>Reports the calls that one grain makes to another.</summary>
internal sealed class SilosCallsFilter : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType == typeof(IFilteredGrain))
        {
            Signal.Send($"silo calls {context.TargetId.Key}", context.MethodName);
        }

        return context.Invoke();
    }
}

/// <summary>Reports the calls that the client makes.</summary>
internal sealed class ClientsCallsFilter : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType == typeof(IFilteredGrain))
        {
            Signal.Send($"client calls {context.TargetId.Key}", context.MethodName);
        }

        return context.Invoke();
    }
}
