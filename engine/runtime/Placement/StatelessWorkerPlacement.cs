namespace Orleans.Standin.Placement;

/// <summary>Always here, as often as it takes.</summary>
internal sealed class StatelessWorkerPlacement(int maxLocal) : PlacementStrategy
{
    public int MaxLocal { get; } = maxLocal > 0 ? maxLocal : Environment.ProcessorCount;

    public override bool IsUsingGrainDirectory => false;
}
