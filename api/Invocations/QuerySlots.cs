using Andamento.Serving;
using Microsoft.Extensions.Options;

namespace Andamento.Api.Invocations;

/// <summary>Counts the queries that this front door runs at once.</summary>
internal sealed class QuerySlots(IOptions<InvocationOptions> options)
{
    private readonly int _most = options.Value.MaxConcurrentQueries;
    private int _taken;

    /// <summary>Takes a slot.</summary>
    /// <exception cref="ServingException"><see cref="FailureKind.Overloaded"/> when none is left.</exception>
    public Slot Take()
    {
        if (Interlocked.Increment(ref _taken) <= _most) return new(this);

        Interlocked.Decrement(ref _taken);
        throw new ServingException(
            FailureKind.Overloaded, "Too many concurrent requests. Try again, or add front doors.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };
    }

    /// <summary>A taken slot.</summary>
    public readonly struct Slot(QuerySlots owner) : IDisposable
    {
        /// <summary>Gives it back. Once.</summary>
        public void Dispose() => Interlocked.Decrement(ref owner._taken);
    }
}
