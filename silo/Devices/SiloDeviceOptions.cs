using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Andamento.Silo.Devices;

/// <summary>What this silo tells the cluster of its devices. Section <c>Andamento:Silo</c>.</summary>
public sealed class SiloDeviceOptions
{
    /// <summary>
    /// <c>cuda</c>, <c>none</c>, or <c>auto</c>: cuda where there are an NVIDIA device and the CUDA part of ONNX Runtime.
    /// The default is auto.
    /// </summary>
    [RegularExpression("^(auto|none|cuda)$", ErrorMessage = "Andamento:Silo:Accelerator must be auto, none or cuda.")]
    public string Accelerator { get; set; } = "auto";

    /// <summary>The numbers of the CUDA devices that replicas may use, such as <c>0,1</c>. The default, nothing, is all that are found.</summary>
    [RegularExpression("^[0-9]{1,3}(, ?[0-9]{1,3})*$", ErrorMessage = "Andamento:Silo:Devices must be numbers with commas between.")]
    public string Devices { get; set; } = "";
}

[OptionsValidator] // the attributes above, compiled
internal sealed partial class SiloDeviceOptionsRanges : IValidateOptions<SiloDeviceOptions>;
