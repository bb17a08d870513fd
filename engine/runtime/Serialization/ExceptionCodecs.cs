using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.Serialization;

namespace Orleans.Standin;

/// <summary>
/// Exceptions: attributed ones with their members, those of the platform through their own serialisation constructor, and
/// no others, because an unknown constructor would run on the other side.
/// </summary>
internal static class ExceptionCodecs
{
    private static readonly ConcurrentDictionary<string, bool> Prefixes = new(
        [new("Microsoft", true), new("System", true), new("Azure", true)]);

    public static void Allow(string namespacePrefix) => Prefixes[namespacePrefix] = true;

    public static Codec Make(Type type)
    {
        if (type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
        {
            return Codecs.Create(typeof(AttributedExceptionCodec<>), type, [MemberLayout.Of(type)]);
        }

        if (Prefixes.Keys.Any(prefix => type.FullName!.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return Codecs.Create(typeof(PlatformExceptionCodec<>), type);
        }

        throw Codecs.Refusal(type, "it is an exception without [GenerateSerializer]");
    }
}

/// <summary>What every exception has. The trace arrives as the remote part of the trace.</summary>
internal static class ExceptionBase
{
    private static readonly FieldInfo Message = Field("_message");
    private static readonly FieldInfo Inner = Field("_innerException");

    public static void Write(WireWriter writer, Exception value)
    {
        // The field and not the property: a class may compute its message from its members.
        writer.Text((string?)Message.GetValue(value));
        writer.Text(value.StackTrace);
        writer.Int(value.HResult);
        Codecs.Get<Exception>().Write(writer, value.InnerException!);
    }

    public static void Read(WireReader reader, Exception value)
    {
        Message.SetValue(value, reader.Text());
        if (reader.Text() is { } trace)
        {
            ExceptionDispatchInfo.SetRemoteStackTrace(value, trace);
        }

        value.HResult = (int)reader.Int();
        Inner.SetValue(value, Codecs.Get<Exception>().Read(reader));
    }

    private static FieldInfo Field(string name) => typeof(Exception).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!;
}

internal sealed class AttributedExceptionCodec<T>(List<List<MemberSlot>> layout) : ReferenceCodec<T>
    where T : Exception
{
    private readonly MemberSet<T> _members = new(layout);

    // An exception inside a silo is handed over as it is.
    public override bool IsShallow => true;

    protected override void WriteObject(WireWriter writer, T value)
    {
        ExceptionBase.Write(writer, value);
        _members.Write(writer, ref value);
    }

    protected override T ReadObject(WireReader reader, int offset)
    {
        var value = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        reader.Track(offset, value);
        ExceptionBase.Read(reader, value);
        _members.Read(reader, ref value);
        return value;
    }

    protected override T CopyObject(T value, CopyContext context) => value;
}

#pragma warning disable SYSLIB0050, SYSLIB0051 // The only way into exceptions of other libraries; formatters are not involved.
internal sealed class PlatformExceptionCodec<T> : ReferenceCodec<T>
    where T : Exception
{
    private static readonly ConstructorInfo? Constructor = typeof(T).GetConstructor(
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic,
        [typeof(SerializationInfo), typeof(StreamingContext)]);

    public override bool IsShallow => true;

    protected override void WriteObject(WireWriter writer, T value)
    {
        ExceptionBase.Write(writer, value);
        var info = new SerializationInfo(typeof(T), new FormatterConverter());
        if (Constructor is not null)
        {
            value.GetObjectData(info, default);
        }

        var entries = new List<SerializationEntry>();
        foreach (var entry in info)
        {
            if (IsOwn(entry) && (entry.Value is null || Codecs.CanSerialize(entry.Value.GetType())))
            {
                entries.Add(entry);
            }
        }

        writer.UInt((uint)entries.Count);
        foreach (var entry in entries)
        {
            writer.Text(entry.Name);
            writer.Text(TypeNames.Of(entry.ObjectType));
            Codecs.Get<object>().Write(writer, entry.Value!);
        }
    }

    protected override T ReadObject(WireReader reader, int offset)
    {
        var plain = Constructor is null ? (T)RuntimeHelpers.GetUninitializedObject(typeof(T)) : null;
        var shape = plain ?? new Exception();
        ExceptionBase.Read(reader, shape);
        if (plain is not null)
        {
            reader.Count();
            reader.Track(offset, plain);
            return plain;
        }

        var info = new SerializationInfo(typeof(T), new FormatterConverter());
        shape.GetObjectData(info, default);
        for (var count = reader.Count(); count > 0; count--)
        {
            var name = reader.Text()!;
            var type = TypeNames.Resolve(reader.Text()!);
            info.AddValue(name, Codecs.Get<object>().Read(reader), type);
        }

        var value = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        Constructor?.Invoke(value, [info, default(StreamingContext)]);
        reader.Track(offset, value);
        return value;
    }

    protected override T CopyObject(T value, CopyContext context) => value;

    // What Exception itself adds is written as ExceptionBase; two of its entries do not travel at all.
    private static bool IsOwn(SerializationEntry entry) => entry.Name is not (
        "ClassName" or "Message" or "Data" or "InnerException" or "HelpURL" or "StackTraceString" or "RemoteStackTraceString"
        or "RemoteStackIndex" or "ExceptionMethod" or "HResult" or "Source" or "WatsonBuckets");
}
#pragma warning restore SYSLIB0050, SYSLIB0051
