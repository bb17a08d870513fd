namespace Orleans.Serialization;

/// <summary>Which exceptions without [GenerateSerializer] may travel.</summary>
public class ExceptionSerializationOptions
{
    public HashSet<string> SupportedNamespacePrefixes { get; } = new(StringComparer.Ordinal) { "Microsoft", "System", "Azure" };
}
