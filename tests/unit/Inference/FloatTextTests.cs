using System.Buffers;
using System.Text;
using System.Text.Json;
using Andamento.Inference.Json;

namespace Andamento.Tests.Unit.Inference;

public class FloatTextTests
{
    [Theory]
    [InlineData(0f, "0")]
    [InlineData(-0f, "-0")]
    [InlineData(0.1f, "0.1")]
    [InlineData(-2.5f, "-2.5")]
    [InlineData(1f, "1")]
    [InlineData(9999999f, "9999999")]
    [InlineData(1e7f, "10000000")]
    [InlineData(1e10f, "1E+10")]
    [InlineData(0.0001f, "0.0001")]
    [InlineData(16.000002f, "16.000002")]
    [InlineData(float.NaN, "null")]
    [InlineData(float.NegativeInfinity, "null")]
    public void A_float_is_written_as_short_as_it_reads_back(float value, string expected) => Assert.Equal(expected, Text(value));

    [Fact]
    public void Every_float_is_written_as_the_platform_writes_it()
    {
        var random = new Random(1);
        for (var i = 0; i < 50_000; i++)
        {
            AssertLikePlatform(random.NextSingle());
            AssertLikePlatform((float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-6, 9))));
            AssertLikePlatform(MathF.Round(random.NextSingle() * 1000, random.Next(0, 5)));
            AssertLikePlatform(BitConverter.UInt32BitsToSingle((uint)random.NextInt64(0x7F80_0000)));
        }
    }

    [Fact]
    public void Powers_of_two_and_their_neighbours_are_written_as_the_platform_writes_them()
    {
        for (var exponent = 100; exponent < 160; exponent++)
        {
            for (var near = -3; near <= 3; near++) AssertLikePlatform(BitConverter.Int32BitsToSingle((exponent << 23) + near));
        }
    }

    [Fact]
    public void A_list_goes_into_the_json_around_it()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            FloatText.WriteList(json, [1, float.NaN]);
            FloatText.WriteList(json, []);
            json.WriteEndArray();
        }

        Assert.Equal("[[1,null],[]]", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void AssertLikePlatform(float value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) json.WriteNumberValue(value);
        Assert.Equal(Encoding.UTF8.GetString(buffer.WrittenSpan), Text(value));
    }

    private static string Text(float value)
    {
        var text = new byte[FloatText.MostBytes];
        return Encoding.UTF8.GetString(text, 0, FloatText.Write(value, text));
    }
}
