using System.Diagnostics;
using System.Text;
using Andamento.Api.Guardrails;
using Andamento.Api.Guardrails.Streams;
using Andamento.Gateway;

namespace Andamento.Tests.Unit.Guardrails;

public sealed class PiiScannerTests
{
    private static readonly TextChecks Masking = TextChecks.Of(new() { Pii = PiiBehavior.Mask })!;

    [Theory]
    [InlineData("Write to bob@example.com.", "Write to <EMAIL_ADDRESS>.")]
    [InlineData("bob.o'neil+news@mail.example.co.uk", "<EMAIL_ADDRESS>")]
    [InlineData("<mailto:a_b%c@x-y.example.org>", "<mailto:<EMAIL_ADDRESS>>")]
    [InlineData("two: a@b.de,c@d.fr", "two: <EMAIL_ADDRESS>,<EMAIL_ADDRESS>")]
    [InlineData("müller@bücher.example", "<EMAIL_ADDRESS>")]
    [InlineData("请联系bob@example.com谢谢", "请联系<EMAIL_ADDRESS>谢谢")]
    [InlineData("...bob@example.com", "...<EMAIL_ADDRESS>")]
    [InlineData("1234567890@example.com", "<EMAIL_ADDRESS>")]
    [InlineData("bob@example.com.4 is next", "<EMAIL_ADDRESS>.4 is next")]
    public void E_mail_addresses_are_found(string text, string masked) => Check(text, masked);

    [Theory]
    [InlineData("follow @bob on a@b")]
    [InlineData("user@localhost and @")]
    [InlineData("git@host:repo, a@b.c")]
    [InlineData("user@10.0.0.1")]
    [InlineData("x @ y.com")]
    [InlineData("@decorator.method")]
    public void What_is_no_e_mail_address_stays(string text) => Check(text, text);

    [Theory]
    [InlineData("call 212-555-0123 now", "call <PHONE_NUMBER> now")]
    [InlineData("(212) 555-0123", "<PHONE_NUMBER>")]
    [InlineData("(212)555-0123.", "<PHONE_NUMBER>.")]
    [InlineData("212.555.0123", "<PHONE_NUMBER>")]
    [InlineData("212 555 0123", "<PHONE_NUMBER>")]
    [InlineData("1-212-555-0123", "<PHONE_NUMBER>")]
    [InlineData("1 (212) 555-0123", "<PHONE_NUMBER>")]
    [InlineData("+1 212 555 0123", "<PHONE_NUMBER>")]
    [InlineData("+12125550123", "<PHONE_NUMBER>")]
    [InlineData("+44 20 7946 0958, office", "<PHONE_NUMBER>, office")]
    [InlineData("+49 (30) 123456", "<PHONE_NUMBER>")]
    [InlineData("212‑555‑0123", "<PHONE_NUMBER>")]
    [InlineData("my phone: 2125550123", "my phone: <PHONE_NUMBER>")]
    [InlineData("please call 12125550123", "please call <PHONE_NUMBER>")]
    public void Phone_numbers_are_found(string text, string masked) => Check(text, masked);

    [Theory]
    [InlineData("order 2125550123")]
    [InlineData("112-555-0123")]
    [InlineData("212-155-0123")]
    [InlineData("555-0123")]
    [InlineData("192.168.100.200")]
    [InlineData("2024-01-15T10:20:30.123Z")]
    [InlineData("1.212.555.01234")]
    [InlineData("a+1234")]
    [InlineData("2 + 2125550123 = x")]
    [InlineData("id_212-555-0123")]
    [InlineData("0.212 555 01234")]
    public void What_is_no_phone_number_stays(string text) => Check(text, text);

    [Theory]
    [InlineData("SSN 123-45-6789.", "SSN <US_SSN>.")]
    [InlineData("123 45 6789", "<US_SSN>")]
    [InlineData("899-01-0001", "<US_SSN>")]
    [InlineData("my social security number is 123456789", "my social security number is <US_SSN>")]
    public void Social_security_numbers_are_found(string text, string masked) => Check(text, masked);

    [Theory]
    [InlineData("000-45-6789")]
    [InlineData("666-45-6789")]
    [InlineData("900-45-6789")]
    [InlineData("999-45-6789")]
    [InlineData("123-00-6789")]
    [InlineData("123-45-0000")]
    [InlineData("123-45 6789")]
    [InlineData("1123-45-6789")]
    [InlineData("123-45-67890")]
    [InlineData("12-123-45-6789")]
    [InlineData("part 123456788")]
    public void What_is_no_social_security_number_stays(string text) => Check(text, text);

    [Theory]
    [InlineData("4111111111111111", "<CREDIT_CARD>")] // Visa
    [InlineData("pay with 4111 1111 1111 1111, exp 12/29", "pay with <CREDIT_CARD>, exp 12/29")]
    [InlineData("4111-1111-1111-1111", "<CREDIT_CARD>")]
    [InlineData("4222222222222", "<CREDIT_CARD>")] // Visa of 13
    [InlineData("5555 5555 5555 4444", "<CREDIT_CARD>")] // Mastercard
    [InlineData("2223003122003222", "<CREDIT_CARD>")] // Mastercard, the newer numbers
    [InlineData("3782 822463 10005", "<CREDIT_CARD>")] // American Express
    [InlineData("30569309025904", "<CREDIT_CARD>")] // Diners
    [InlineData("6011111111111117", "<CREDIT_CARD>")] // Discover
    [InlineData("3530111333300000", "<CREDIT_CARD>")] // JCB
    [InlineData("6200000000000005", "<CREDIT_CARD>")] // UnionPay
    [InlineData("6304000000000000", "<CREDIT_CARD>")] // Maestro
    [InlineData("card 4111 1111 1111 1111 1234", "card <CREDIT_CARD> 1234")]
    [InlineData("{\"card\":4111111111111111}", "{\"card\":<CREDIT_CARD>}")]
    public void Card_numbers_are_found(string text, string masked) => Check(text, masked);

    [Theory]
    [InlineData("4111111111111112")] // Luhn
    [InlineData("1111111111111117")] // no scheme
    [InlineData("411111111111116")] // no length of Visa
    [InlineData("41111111111111110000000")]
    [InlineData("x4111111111111111")]
    [InlineData("4111111111111111x")]
    [InlineData("0.4111111111111111")]
    [InlineData("41 11 11 11 11 11 11 11")]
    [InlineData("1700000000000")]
    public void What_is_no_card_number_stays(string text) => Check(text, text);

    [Theory]
    [InlineData("routing 021000021", "routing <US_BANK_NUMBER>")]
    [InlineData("121000358", "<US_BANK_NUMBER>")]
    [InlineData("account number: 12345678", "account number: <US_BANK_NUMBER>")]
    [InlineData("My checking acct is 000123456789.", "My checking acct is <US_BANK_NUMBER>.")]
    public void Bank_numbers_are_found(string text, string masked) => Check(text, masked);

    [Theory]
    [InlineData("021000022")] // checksum
    [InlineData("000000000")]
    [InlineData("131000000")]
    [InlineData("ticket 12345678")]
    [InlineData("account 1234567")]
    [InlineData("account 123456789012345678")]
    [InlineData("the account that I told you of in my letter of last week is closed, ticket 12345678")]
    public void What_is_no_bank_number_stays(string text) => Check(text, text);

    [Theory]
    [InlineData("GB82 WEST 1234 5698 7654 32", "<IBAN_CODE>")]
    [InlineData("IBAN: DE89370400440532013000!", "IBAN: <IBAN_CODE>!")]
    [InlineData("fr14 2004 1010 0505 0001 3m02 606", "<IBAN_CODE>")]
    [InlineData("NO9386011117947", "<IBAN_CODE>")]
    public void Ibans_are_found(string text, string masked) => Check(text, masked);

    [Theory]
    [InlineData("GB82 WEST 1234 5698 7654 33")]
    [InlineData("DE8937040044053201300")]
    [InlineData("DE893704004405320130000")]
    [InlineData("ZZ89370400440532013000")]
    [InlineData("aDE89370400440532013000")]
    public void What_is_no_iban_stays(string text) => Check(text, text);

    [Theory]
    [InlineData("")]
    [InlineData("The year 2024 had 366 days, 52 weeks; pi is 3.14159265358979.")]
    [InlineData("UUID 550e8400-e29b-41d4-a716-446655440000, version 10.4.2, $1,234,567.89, 50% off")]
    [InlineData("https://example.com/a/b?c=12&d=2024-05-06#x")]
    [InlineData("for (var i = 0; i < 1000000; i++) sum += a[i] @ 7;")]
    public void Plain_text_stays(string text) => Check(text, text);

    [Fact]
    public void Several_are_found_side_by_side() => Check(
        "Bob (bob@example.com, +1 212 555 0123, SSN 123-45-6789) paid 4111111111111111 to DE89370400440532013000.",
        "Bob (<EMAIL_ADDRESS>, <PHONE_NUMBER>, SSN <US_SSN>) paid <CREDIT_CARD> to <IBAN_CODE>.");

    [Fact]
    public void A_name_too_long_for_an_address_is_cut_not_missed() => Check(
        new string('a', 100) + "@example.com", new string('a', 36) + "<EMAIL_ADDRESS>");

    [Theory]
    [InlineData("a")]
    [InlineData("a@")]
    [InlineData("a.")]
    [InlineData("1 ")]
    [InlineData("1234 ")]
    [InlineData("4111 1111 ")]
    [InlineData("+1 ")]
    [InlineData("(21")]
    [InlineData("DE89 3704 0044 0532 0130 ")]
    [InlineData("@")]
    [InlineData("account ")]
    public void Time_grows_with_the_length_and_nothing_else(string piece)
    {
        var text = new StringBuilder().Insert(0, piece, 1024 * 1024 / piece.Length).ToString();
        var started = Stopwatch.GetTimestamp();

        Masking.Inspect(text, new(Masking, GuardrailDirection.Input));

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 60); // quadratic time would take hours
    }

    // Whole, and as a stream in pieces of every size, cut at every place.
    private static void Check(string text, string masked)
    {
        Assert.Equal(masked, Masking.Inspect(text, new(Masking, GuardrailDirection.Input)));
        for (var cut = 0; cut <= text.Length; cut++)
            Assert.Equal(masked, Streamed([text[..cut], text[cut..]]));
        for (var size = 1; size <= 7; size++)
            Assert.Equal(masked, Streamed([.. text.Chunk(size).Select(piece => new string(piece))]));
    }

    private static string Streamed(string[] pieces)
    {
        var held = new HeldText(new(Masking, GuardrailDirection.Output));
        var sent = pieces.Aggregate(new StringBuilder(), (all, piece) => all.Append(held.Push(piece, complete: false)));
        return sent.Append(held.Push("", complete: true)).ToString();
    }
}
