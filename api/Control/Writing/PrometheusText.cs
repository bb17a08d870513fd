using System.Globalization;
using System.Text;
using Andamento.Serving;

namespace Andamento.Api.Control.Writing;

/// <summary>Writes metrics in the text format of Prometheus, version 0.0.4. Labels come written; theirs is an alphabet without escapes.</summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    /// <summary>Begins a metric; its series follow.</summary>
    public void Begin(string name, string type, string help) =>
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    /// <summary>One series.</summary>
    public void Line(string name, string labels, double value) =>
        _text.Append(name).Append('{').Append(labels).Append("} ").Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');

    /// <summary>One series of a histogram.</summary>
    public void Histogram(string name, string labels, DurationCounts counts)
    {
        var sum = 0L;
        for (var bucket = 0; bucket < counts.Buckets.Length; bucket++)
        {
            sum += counts.Buckets[bucket];
            var bound = bucket < DurationCounts.BoundsInMilliseconds.Length
                ? DurationCounts.BoundsInMilliseconds[bucket].ToString(CultureInfo.InvariantCulture)
                : "+Inf";
            Line($"{name}_bucket", $"{labels},le=\"{bound}\"", sum);
        }

        Line($"{name}_sum", labels, counts.Milliseconds);
        Line($"{name}_count", labels, sum);
    }

    /// <summary>All that was written.</summary>
    public override string ToString() => _text.ToString();
}
