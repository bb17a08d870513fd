using System.Buffers.Binary;

namespace Andamento.Providers.Http;

/// <summary>
/// The check sum of IEEE 802.3, eight bytes a step: table <c>n</c> holds what a byte does that lies <c>n</c> places in
/// front of the last. The base library only has the other polynomial.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[][] Tables = Build();

    /// <summary>The sum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ sum;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            sum = Tables[7][low & 0xFF] ^ Tables[6][(low >> 8) & 0xFF] ^ Tables[5][(low >> 16) & 0xFF] ^ Tables[4][low >> 24]
                ^ Tables[3][high & 0xFF] ^ Tables[2][(high >> 8) & 0xFF] ^ Tables[1][(high >> 16) & 0xFF] ^ Tables[0][high >> 24];
        }

        foreach (var one in bytes) sum = Tables[0][(sum ^ one) & 0xFF] ^ (sum >> 8);
        return ~sum;
    }

    private static uint[][] Build()
    {
        var tables = new uint[8][];
        for (var place = 0; place < tables.Length; place++)
        {
            tables[place] = new uint[256];
            for (var one = 0u; one < 256; one++)
            {
                tables[place][one] = place == 0 ? Shift(one) : (tables[place - 1][one] >> 8) ^ tables[0][tables[place - 1][one] & 0xFF];
            }
        }

        return tables;
    }

    private static uint Shift(uint one)
    {
        for (var bit = 0; bit < 8; bit++) one = (one & 1) == 0 ? one >> 1 : (one >> 1) ^ Polynomial;
        return one;
    }
}
