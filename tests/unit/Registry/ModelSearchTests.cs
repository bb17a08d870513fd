using Andamento.Registry;
using static Andamento.Tests.Unit.Registry.Samples;

namespace Andamento.Tests.Unit.Registry;

public class ModelSearchTests
{
    private static readonly RegisteredModel[] All =
    [
        At("main.default.b", 3), At("main.default.a", 3), At("main.other.c", 1), At("system.ai.d", 2), At("plain", 0),
        At("main.default.e_1", 5) with { Runs = [new(1, "r1")] },
    ];

    [Fact]
    public void Pages_follow_each_other_without_gap_or_repetition()
    {
        foreach (var order in Enum.GetValues<ModelOrder>())
        {
            foreach (var descending in new[] { false, true })
            {
                var query = new ModelQuery { Unity = true, Order = order, Descending = descending, Count = 2 };
                var names = new List<string>();
                ModelPage page;
                do
                {
                    page = ModelSearch.Page(All, query);
                    names.AddRange(page.Models.Select(model => model.FullName));
                    query = query with { After = names[^1], AfterTime = page.Models[^1].TimeBy(order) };
                }
                while (page.More);

                Assert.Equal(ModelSearch.Page(All, query with { After = null, Count = 100 }).Models.Select(model => model.FullName), names);
                Assert.Equal(5, names.Distinct().Count());
            }
        }
    }

    [Fact]
    public void Equal_times_stand_by_name() => Assert.Equal(
        ["main.default.e_1", "main.default.a", "main.default.b", "system.ai.d", "main.other.c"],
        Names(new() { Unity = true, Order = ModelOrder.Updated, Descending = true, Count = 9 }));

    [Fact]
    public void A_page_can_begin_with_the_model_in_which_the_one_before_has_ended() => Assert.Equal(
        ["main.default.e_1", "main.other.c"],
        Names(new() { Unity = true, After = "main.default.e_1", Again = true, Count = 2 }));

    [Fact]
    public void The_two_registries_catalogs_and_schemas_are_apart()
    {
        Assert.Equal(["plain"], Names(new() { Unity = false, Count = 9 }));
        Assert.Equal(["system.ai.d"], Names(new() { Unity = true, Catalog = "system", Schema = "ai", Count = 9 }));
        Assert.Equal(["main.other.c"], Names(new() { Unity = true, Catalog = "main", Schema = "other", Count = 9 }));
    }

    [Theory]
    [InlineData(ConditionMatch.Equal, "main.default.a", "main.default.a")]
    [InlineData(ConditionMatch.Like, "main.%.a", "main.default.a")]
    [InlineData(ConditionMatch.Like, "%.e_1", "main.default.e_1")]
    [InlineData(ConditionMatch.Like, "MAIN%", "")]
    [InlineData(ConditionMatch.LikeAnyCase, "%.C", "main.other.c")]
    [InlineData(ConditionMatch.Like, "main.default", "")]
    [InlineData(ConditionMatch.Like, "(.*", "")]
    public void Names_are_compared(ConditionMatch match, string value, string expected) => Assert.Equal(
        expected, string.Join(' ', Names(new() { Unity = true, Conditions = [new(ConditionField.Name, match, value)], Count = 9 })));

    [Fact]
    public void A_model_is_found_by_the_run_of_one_of_its_versions() => Assert.Equal(
        ["main.default.e_1"],
        Names(new() { Unity = true, Conditions = [new(ConditionField.RunId, ConditionMatch.Equal, "r1")], Count = 9 }));

    private static IEnumerable<string> Names(ModelQuery query) => ModelSearch.Page(All, query).Models.Select(model => model.FullName);

    private static RegisteredModel At(string name, int minute) =>
        Model(name) with { UpdatedAt = Time.AddMinutes(minute), CreatedAt = Time.AddMinutes(-minute) };
}
