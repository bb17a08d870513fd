using System.Text;
using System.Text.Json;
using Andamento.Inference.Custom;

namespace Andamento.Tests.Unit.Inference;

public class JsonNumberTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("1")]
    [InlineData("-12.5e-3")]
    [InlineData("1E+10")]
    [InlineData("9007199254740993")]
    [InlineData("0.30000000000000004")]
    [InlineData("16777217")] // in the middle of two floats
    [InlineData("16777217.000000001")]
    [InlineData("16777216.999999999")]
    [InlineData("1.17549435e-38")]
    [InlineData("1e-45")]
    [InlineData("1e-400")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("0.00000000000000000000000000000123")]
    [InlineData("3.4028235677973366e38")]
    [InlineData("1e999")]
    public void A_number_is_what_the_parser_says(string text) => AssertLikeParser(text);

    [Fact]
    public void Random_numbers_in_the_forms_that_programs_write_are_what_the_parser_says()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            AssertLikeParser($"{random.NextDouble():R}");
            AssertLikeParser($"{random.NextSingle():R}");
            AssertLikeParser($"{BitConverter.Int64BitsToDouble(random.NextInt64(0x7FF0_0000_0000_0000)):R}");
            AssertLikeParser((random.NextDouble() * 1e6).ToString($"F{random.Next(1, 22)}"));
            AssertLikeParser($"-{random.NextInt64()}");
        }
    }

    [Fact]
    public void Middles_between_floats_go_where_the_parser_puts_them()
    {
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var one = BitConverter.UInt32BitsToSingle((uint)random.NextInt64(0x3000_0000, 0x5000_0000));
            AssertLikeParser((((decimal)(double)one + (decimal)(double)MathF.BitIncrement(one)) / 2).ToString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("01")]
    [InlineData("-012")]
    [InlineData("NaN")]
    [InlineData("null")]
    [InlineData("1e99999")] // a number, which is left to the parser
    public void What_is_no_number_is_left_where_it_is(string text)
    {
        var at = 0;

        Assert.False(JsonNumber.TryRead(Encoding.UTF8.GetBytes(text), ref at, out _));
        Assert.Equal(0, at);
    }

    [Theory]
    [InlineData("9223372036854775807", 9223372036854775807)]
    [InlineData("-9223372036854775807", -9223372036854775807)]
    [InlineData("9223372036854775808", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("1.0", null)]
    [InlineData("1e2", null)]
    public void A_whole_number_is_written_as_one(string text, long? expected)
    {
        var at = 0;
        Assert.True(JsonNumber.TryRead(Encoding.UTF8.GetBytes(text), ref at, out var number));

        Assert.Equal(expected, number.TryWhole(out var whole) ? whole : null);
    }

    private static void AssertLikeParser(string text)
    {
        var at = 0;
        Assert.True(JsonNumber.TryRead(Encoding.UTF8.GetBytes(text), ref at, out var number), text);
        Assert.Equal(text.Length, at);

        using var document = JsonDocument.Parse(text);
        var expected = document.RootElement.GetDouble();
        Assert.Equal(double.IsFinite(expected), number.TryDouble(out var asDouble));
        Assert.Equal(float.IsFinite((float)expected), number.TryFloat(out var asFloat));
        if (double.IsFinite(expected)) Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(asDouble));
        if (float.IsFinite((float)expected))
            Assert.Equal(BitConverter.SingleToInt32Bits((float)expected), BitConverter.SingleToInt32Bits(asFloat));
    }
}
