namespace Orleans.TestingHost;

public interface ITestClusterPortAllocator : IDisposable
{
    (int, int) AllocateConsecutivePortPairs(int numPorts);
}

/// <summary>Numbers that tell silos apart; nobody listens on them.</summary>
public class TestClusterPortAllocator : ITestClusterPortAllocator
{
    private static int _next = 20_000;

    public (int, int) AllocateConsecutivePortPairs(int numPorts = 5)
    {
        var first = Interlocked.Add(ref _next, numPorts) - numPorts;
        return (first, first + 20_000);
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
