using System.Globalization;
using System.Net;
using System.Numerics;

namespace Orleans.Standin;

/// <summary>The values that every message is made of.</summary>
internal static class Primitives
{
    private static readonly Dictionary<Type, Codec> All = new()
    {
        [typeof(bool)] = new FixedCodec<bool>(),
        [typeof(byte)] = new FixedCodec<byte>(),
        [typeof(sbyte)] = new FixedCodec<sbyte>(),
        [typeof(short)] = new FixedCodec<short>(),
        [typeof(ushort)] = new FixedCodec<ushort>(),
        [typeof(int)] = new ValueCodec<int>(static (w, v) => w.Int(v), static r => (int)r.Int()),
        [typeof(uint)] = new ValueCodec<uint>(static (w, v) => w.UInt(v), static r => (uint)r.UInt()),
        [typeof(long)] = new ValueCodec<long>(static (w, v) => w.Int(v), static r => r.Int()),
        [typeof(ulong)] = new ValueCodec<ulong>(static (w, v) => w.UInt(v), static r => r.UInt()),
        [typeof(Int128)] = new FixedCodec<Int128>(),
        [typeof(UInt128)] = new FixedCodec<UInt128>(),
        [typeof(char)] = new FixedCodec<char>(),
        [typeof(Half)] = new FixedCodec<Half>(),
        [typeof(float)] = new FixedCodec<float>(),
        [typeof(double)] = new FixedCodec<double>(),
        [typeof(decimal)] = new FixedCodec<decimal>(),
        [typeof(Guid)] = new FixedCodec<Guid>(),
        [typeof(TimeSpan)] = new ValueCodec<TimeSpan>(static (w, v) => w.Int(v.Ticks), static r => new TimeSpan(r.Int())),
        [typeof(DateTime)] = new ValueCodec<DateTime>(static (w, v) => w.Int(v.ToBinary()), static r => DateTime.FromBinary(r.Int())),
        [typeof(DateTimeOffset)] = new ValueCodec<DateTimeOffset>(WriteOffset, static r => new DateTimeOffset(r.Int(), new TimeSpan(r.Int()))),
        [typeof(DateOnly)] = new ValueCodec<DateOnly>(static (w, v) => w.Int(v.DayNumber), static r => DateOnly.FromDayNumber((int)r.Int())),
        [typeof(TimeOnly)] = new ValueCodec<TimeOnly>(static (w, v) => w.Int(v.Ticks), static r => new TimeOnly(r.Int())),
        [typeof(BigInteger)] = new ValueCodec<BigInteger>(static (w, v) => w.Bytes(v.ToByteArray()), static r => new BigInteger(r.Bytes())),
        [typeof(string)] = new ValueCodec<string>(static (w, v) => w.Text(v), static r => r.Text()!),
        [typeof(Uri)] = new ValueCodec<Uri>(static (w, v) => w.Text(v?.OriginalString), static r => r.Text() is { } text ? new Uri(text, UriKind.RelativeOrAbsolute) : null!),
        [typeof(Version)] = new ValueCodec<Version>(static (w, v) => w.Text(v?.ToString()), static r => r.Text() is { } text ? Version.Parse(text) : null!),
        [typeof(CultureInfo)] = new ValueCodec<CultureInfo>(static (w, v) => w.Text(v?.Name), static r => r.Text() is { } text ? CultureInfo.GetCultureInfo(text) : null!),
        [typeof(IPAddress)] = new ValueCodec<IPAddress>(static (w, v) => w.Text(v?.ToString()), static r => r.Text() is { } text ? IPAddress.Parse(text) : null!),
        [typeof(IPEndPoint)] = new ValueCodec<IPEndPoint>(static (w, v) => w.Text(v?.ToString()), static r => r.Text() is { } text ? IPEndPoint.Parse(text) : null!),
        [typeof(CancellationToken)] = new ValueCodec<CancellationToken>(static (_, _) => { }, static _ => default),
        [typeof(byte[])] = new BytesCodec(),
        [typeof(Memory<byte>)] = new CopiedBytesCodec<Memory<byte>>(static v => v.Span, static bytes => bytes),
        [typeof(ReadOnlyMemory<byte>)] = new CopiedBytesCodec<ReadOnlyMemory<byte>>(static v => v.Span, static bytes => bytes),
        [typeof(ArraySegment<byte>)] = new CopiedBytesCodec<ArraySegment<byte>>(static v => v, static bytes => bytes),
    };

    public static Codec? TryGet(Type type) => typeof(Type).IsAssignableFrom(type) ? TypeCodecFor(type) : All.GetValueOrDefault(type);

    private static void WriteOffset(WireWriter writer, DateTimeOffset value)
    {
        writer.Int(value.Ticks);
        writer.Int(value.Offset.Ticks);
    }

    // typeof(string).GetType() is an internal class, so the codec is made for whichever class is asked for.
    private static Codec TypeCodecFor(Type type) => Codecs.Create(typeof(TypeCodec<>), type);
}

internal sealed class FixedCodec<T> : ShallowCodec<T>
    where T : unmanaged
{
    public override int FixedSize => System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

    public override void Write(WireWriter writer, T value) => writer.Fixed(value);

    public override T Read(WireReader reader) => reader.Fixed<T>();
}

internal sealed class ValueCodec<T>(Action<WireWriter, T> write, Func<WireReader, T> read) : ShallowCodec<T>
{
    public override void Write(WireWriter writer, T value) => write(writer, value);

    public override T Read(WireReader reader) => read(reader);
}

internal sealed class TypeCodec<T> : ShallowCodec<T>
    where T : Type
{
    public override void Write(WireWriter writer, T value) => writer.Text(value is null ? null : TypeNames.Of(value));

    public override T Read(WireReader reader) => reader.Text() is { } name ? (T)TypeNames.Resolve(name) : null!;
}

internal sealed class EnumCodec<T> : ShallowCodec<T>
    where T : struct, Enum
{
    public override void Write(WireWriter writer, T value) => writer.Int(ToNumber(value));

    public override T Read(WireReader reader) => (T)Enum.ToObject(typeof(T), reader.Int());

    private static long ToNumber(T value) =>
        System.Runtime.CompilerServices.Unsafe.SizeOf<T>() switch
        {
            1 => System.Runtime.CompilerServices.Unsafe.BitCast<T, byte>(value),
            2 => System.Runtime.CompilerServices.Unsafe.BitCast<T, short>(value),
            4 => System.Runtime.CompilerServices.Unsafe.BitCast<T, int>(value),
            _ => System.Runtime.CompilerServices.Unsafe.BitCast<T, long>(value),
        };
}

/// <summary>Bytes travel in one piece and are copied inside a silo: the caller may reuse its buffer.</summary>
internal sealed class BytesCodec : ReferenceCodec<byte[]>
{
    protected override void WriteObject(WireWriter writer, byte[] value) => writer.Bytes(value);

    protected override byte[] ReadObject(WireReader reader, int offset)
    {
        var value = reader.Bytes().ToArray();
        reader.Track(offset, value);
        return value;
    }

    protected override byte[] CopyObject(byte[] value, CopyContext context)
    {
        var copy = value.AsSpan().ToArray();
        context.Track(value, copy);
        return copy;
    }
}

internal delegate ReadOnlySpan<byte> BytesOf<T>(T value);

internal sealed class CopiedBytesCodec<T>(BytesOf<T> bytes, Func<byte[], T> make) : Codec<T>
{
    public override void Write(WireWriter writer, T value) => writer.Bytes(bytes(value));

    public override T Read(WireReader reader) => make(reader.Bytes().ToArray());

    public override T Copy(T value, CopyContext context) => make(bytes(value).ToArray());
}
