using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace Orleans.Runtime;

/// <summary>One life of one silo: an endpoint and the generation that tells restarts apart. Clients have negative ones.</summary>
[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class SiloAddress : IEquatable<SiloAddress>, IComparable<SiloAddress>, ISpanFormattable, IParsable<SiloAddress>, IUtf8SpanParsable<SiloAddress>
{
    private static int _lastGeneration;

    [Id(0)]
    private readonly IPEndPoint _endpoint;

    [Id(1)]
    private readonly int _generation;

    [NonSerialized]
    private string? _text;

    [NonSerialized]
    private int _hash;

    internal SiloAddress(IPEndPoint endpoint, int generation)
    {
        _endpoint = endpoint;
        _generation = generation;
    }

    public static SiloAddress Zero { get; } = New(IPAddress.Any, 0, 0);

    public IPEndPoint Endpoint => _endpoint;

    public int Generation => _generation;

    public bool IsClient => _generation < 0;

    public static SiloAddress New(IPEndPoint ep, int gen) => new(ep, gen);

    public static SiloAddress New(IPAddress address, int port, int generation) => new(new IPEndPoint(address, port), generation);

    public static int AllocateNewGeneration()
    {
        var seconds = (int)(TimeProvider.System.GetUtcNow() - new DateTimeOffset(2022, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
        while (true)
        {
            var last = Volatile.Read(ref _lastGeneration);
            var next = Math.Max(last + 1, seconds);
            if (Interlocked.CompareExchange(ref _lastGeneration, next, last) == last)
            {
                return next;
            }
        }
    }

    public static SiloAddress FromParsableString(string addr) => Parse(addr);

    public static SiloAddress FromUtf8String(ReadOnlySpan<byte> addr) => Parse(addr);

    public static SiloAddress Parse(ReadOnlySpan<byte> utf8Text) => Parse(Encoding.UTF8.GetString(utf8Text));

    public static SiloAddress Parse(string value) =>
        TryParse(value, out var result) ? result : throw new FormatException($"'{value}' is not a silo address of the form ip:port@generation.");

    public static bool TryParse(ReadOnlySpan<byte> utf8Text, [NotNullWhen(true)] out SiloAddress? result) =>
        TryParse(Encoding.UTF8.GetString(utf8Text), out result);

    public static bool TryParse(string? value, [NotNullWhen(true)] out SiloAddress? result)
    {
        result = null;
        var at = value?.LastIndexOf('@') ?? -1;
        if (at < 0 || !int.TryParse(value.AsSpan(at + 1), CultureInfo.InvariantCulture, out var generation))
        {
            return false;
        }

        var colon = value.AsSpan(0, at).LastIndexOf(':');
        if (colon < 0 || !IPAddress.TryParse(value.AsSpan(0, colon), out var ip)
            || !int.TryParse(value.AsSpan(colon + 1, at - colon - 1), CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        result = New(ip, port, generation);
        return true;
    }

    static SiloAddress IParsable<SiloAddress>.Parse(string value, IFormatProvider? provider) => Parse(value);

    static bool IParsable<SiloAddress>.TryParse(string? value, IFormatProvider? provider, [NotNullWhen(true)] out SiloAddress? result) =>
        TryParse(value, out result);

    static SiloAddress IUtf8SpanParsable<SiloAddress>.Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Parse(utf8Text);

    static bool IUtf8SpanParsable<SiloAddress>.TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, [NotNullWhen(true)] out SiloAddress? result) =>
        TryParse(utf8Text, out result);

    public int CompareTo(SiloAddress? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byGeneration = _generation.CompareTo(other._generation);
        if (byGeneration != 0)
        {
            return byGeneration;
        }

        var byPort = _endpoint.Port.CompareTo(other._endpoint.Port);
        return byPort != 0 ? byPort : string.CompareOrdinal(_endpoint.Address.ToString(), other._endpoint.Address.ToString());
    }

    public bool Equals(SiloAddress? other) =>
        other is not null && (ReferenceEquals(this, other) || (_generation == other._generation && _endpoint.Equals(other._endpoint)));

    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    public int GetConsistentHashCode()
    {
        if (_hash == 0)
        {
            _hash = (int)Hashing.Stable(Encoding.UTF8.GetBytes(ToString()));
        }

        return _hash;
    }

    public override int GetHashCode() => GetConsistentHashCode();

    public bool IsPredecessorOf(SiloAddress other) => _endpoint.Equals(other._endpoint) && _generation < other._generation;

    public bool IsSuccessorOf(SiloAddress other) => _endpoint.Equals(other._endpoint) && _generation > other._generation;

    public string ToParsableString() => ToString();

    public override string ToString() => _text ??= $"{_endpoint.Address}:{_endpoint.Port}@{_generation}";

    public string ToStringWithHashCode() => $"{this}/x{GetConsistentHashCode():X8}";

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    bool ISpanFormattable.TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        destination.TryWrite($"{ToString()}", out charsWritten);
}
