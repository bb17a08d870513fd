namespace Andamento.Tests.Unit.Inference.Tokenizers;

/// <summary>
/// Three tokenizers of real models and eight small ones that together have every part; each reads texts in two dozen scripts,
/// emoji, code, white space of all kinds and marks, and must agree with the reference token for token.
/// </summary>
public class ReferenceTests
{
    public static TheoryData<string> Names => TokenizerFixture.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Texts_become_the_ids_of_the_reference(string name)
    {
        var tokenizer = TokenizerFixture.Of(name);
        var wanted = TokenizerFixture.Golden(name).GetProperty("ids");

        Assert.True(wanted.GetArrayLength() > 60);
        for (var i = 0; i < wanted.GetArrayLength(); i++)
        {
            var ids = string.Join(' ', tokenizer.Encode(TokenizerFixture.Texts[i], withMarks: false));
            Assert.True(wanted[i].GetString() == ids, $"{TokenizerFixture.Texts[i]}\nwanted {wanted[i]}\nbut    {ids}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Marks_stand_around_a_text_where_the_file_puts_them(string name)
    {
        var wanted = TokenizerFixture.Golden(name).GetProperty("with_marks").EnumerateArray().Select(id => id.GetInt32());

        Assert.Equal(wanted, TokenizerFixture.Of(name).Encode(TokenizerFixture.Texts[2], withMarks: true));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ids_become_the_text_of_the_reference_piece_by_piece(string name)
    {
        var tokenizer = TokenizerFixture.Of(name);
        var golden = TokenizerFixture.Golden(name);
        foreach (var (ids, text) in golden.GetProperty("ids").EnumerateArray().Zip(golden.GetProperty("decoded").EnumerateArray()))
        {
            if (text.GetString() is { } wanted) Assert.Equal(wanted, TokenizerFixture.Decode(tokenizer, TokenizerFixture.Ids(ids.GetString()!)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ids_drawn_by_chance_become_the_text_of_the_reference(string name)
    {
        var tokenizer = TokenizerFixture.Of(name);
        foreach (var drawn in TokenizerFixture.Golden(name).GetProperty("drawn").EnumerateArray())
        {
            var ids = TokenizerFixture.Ids(drawn.GetProperty("ids").GetString()!);
            if (drawn.GetProperty("text").GetString() is { } wanted) Assert.Equal(wanted, TokenizerFixture.Decode(tokenizer, ids));
        }
    }

    [Theory]
    [InlineData("minimind")]
    [InlineData("stories15m")]
    [InlineData("byte-level")]
    [InlineData("gemma")]
    public void The_bytes_of_tokens_are_the_text_that_they_add(string name)
    {
        var tokenizer = TokenizerFixture.Of(name);
        foreach (var text in TokenizerFixture.Texts.Where(text => text.All(character => character < 0x3000 && character is not ('<' or '\u2581' or '[' or 'l'))))
        {
            // A letter before it, so that it stands in the middle of a text.
            var ids = tokenizer.Encode("a" + text, withMarks: false);
            List<byte> bytes = [];
            foreach (var id in ids) bytes.AddRange(tokenizer.BytesOf(id));

            Assert.Equal("a" + text, System.Text.Encoding.UTF8.GetString([.. bytes]).TrimStart(' '));
        }
    }
}
