namespace Orleans.Standin;

/// <summary>Where silos write who they are and read who else there is; changes may also be read late.</summary>
internal interface IClusterTable
{
    event Action<ClusterMembershipSnapshot>? Changed;

    Task<ClusterMembershipSnapshot> Read(CancellationToken cancellationToken);

    Task Update(ClusterMember member, CancellationToken cancellationToken);
}
