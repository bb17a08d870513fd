namespace Andamento.Endpoints;

/// <summary>How long a deployment may take (section 4.1). Pure.</summary>
internal static class DeploymentTimeouts
{
    /// <summary>The time of one entity: the larger its machine, the longer.</summary>
    public static TimeSpan Of(string? workloadType, EndpointOptions options) => workloadType switch
    {
        "GPU_SMALL" or "GPU_MEDIUM" => options.GpuDeploymentTimeout,
        "GPU_LARGE" or "GPU_XLARGE" or "GPU_XLARGE_8" or "MULTIGPU_MEDIUM" => options.LargeGpuDeploymentTimeout,
        _ => options.DeploymentTimeout,
    };
}
