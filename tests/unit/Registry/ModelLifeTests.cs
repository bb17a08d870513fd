using Andamento.Registry;
using Andamento.Serving;
using static Andamento.Tests.Unit.Registry.Samples;

namespace Andamento.Tests.Unit.Registry;

public class ModelLifeTests
{
    private static readonly RegisteredVersion Installed = Version(7) with { Id = "", Status = VersionStatus.Ready };

    [Fact]
    public void Versions_count_up_and_a_number_is_never_given_twice()
    {
        var record = Create(Create(Record()));
        record = VersionLife.Remove(record, 2, "ann@x.org", Later);
        record = Create(record);

        Assert.Equal([1, 3], record.Versions.Keys);
        Assert.Equal((3, 5L), (record.LastVersion, record.Model!.Revision));
    }

    [Fact]
    public void A_model_takes_no_more_versions_than_the_setting_says() => Assert.Equal(
        FailureKind.InvalidParameter,
        KindOf(() => VersionLife.Create(Record(Version(1)), new() { Caller = "ann@x.org" }, NewId(), maxVersions: 1, Later)));

    [Fact]
    public void A_name_that_is_taken_is_refused() => Assert.Equal(
        FailureKind.AlreadyExistsInRegistry,
        KindOf(() => ModelLife.Create(Record(), new("main", "default", "churn"), new() { Caller = "bob" }, NewId(), Later)));

    [Fact]
    public void Words_about_a_version_change_and_its_files_do_not()
    {
        var ready = Version(1) with { Status = VersionStatus.Ready, Files = [new("m", 1, "0")], Source = "/s" };
        var record = VersionLife.Change(Record(ready), 1, "bob", Later, version => version with { Description = "new" });

        Assert.Equal(ready with { Description = "new", UpdatedBy = "bob", UpdatedAt = Later }, record.Versions[1]);
        Assert.Equal(("bob", Later, 2L), (record.Model!.UpdatedBy, record.Model.UpdatedAt, record.Model.Revision));
    }

    [Fact]
    public void An_alias_moves_from_version_to_version_and_goes_with_its_version()
    {
        var record = Record(Version(1), Version(2));
        record = ModelLife.ChangeAlias(record, Alias("champion", 1), Later);
        record = ModelLife.ChangeAlias(record, Alias("champion", 2), Later);
        record = ModelLife.ChangeAlias(record, Alias("baseline", 1), Later);
        Assert.Equal([new("baseline", 1), new("champion", 2)], record.Model!.Aliases.AsEnumerable());

        record = VersionLife.Remove(record, 2, "ann@x.org", Later);
        Assert.Equal([new("baseline", 1)], record.Model!.Aliases.AsEnumerable());
        Assert.Equal(FailureKind.ResourceNotFound, KindOf(() => ModelLife.ChangeAlias(record, Alias("champion", null), Later)));
        Assert.Equal(FailureKind.ResourceNotFound, KindOf(() => ModelLife.ChangeAlias(record, Alias("champion", 2), Later)));
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("V12")]
    [InlineData("two words")]
    [InlineData("")]
    public void An_alias_that_misleads_is_refused(string alias) =>
        Assert.Equal(FailureKind.InvalidParameter, KindOf(() => ModelLife.ChangeAlias(Record(Version(1)), Alias(alias, 1), Later)));

    [Fact]
    public void Tags_are_set_replaced_and_removed_on_models_and_versions()
    {
        var record = Record(Version(1));
        record = ModelLife.ChangeTag(record, Tag("b", "1"), Later);
        record = ModelLife.ChangeTag(record, Tag("a", ""), Later);
        record = ModelLife.ChangeTag(record, Tag("b", "2"), Later);
        Assert.Equal([new("a", ""), new("b", "2")], record.Model!.Tags.AsEnumerable());
        Assert.Equal([new("a", "")], ModelLife.ChangeTag(record, Tag("b", null), Later).Model!.Tags.AsEnumerable());

        record = ModelLife.ChangeTag(record, Tag("task", "x") with { Version = 1 }, Later);
        Assert.Equal([new("task", "x")], record.Versions[1].Tags.AsEnumerable());
    }

    [Fact]
    public void A_stage_can_send_the_versions_before_to_the_archive()
    {
        var record = Record(Version(1) with { Stage = ModelStage.Production }, Version(2) with { Stage = ModelStage.Staging }, Version(3));
        var command = new ChangeModelStage { Caller = "bob", Version = 3, Stage = ModelStage.Production };

        Assert.Equal([ModelStage.Production, ModelStage.Staging, ModelStage.Production], Stages(VersionLife.ChangeStage(record, command, Later)));
        Assert.Equal(
            [ModelStage.Archived, ModelStage.Staging, ModelStage.Production],
            Stages(VersionLife.ChangeStage(record, command with { ArchiveOthers = true }, Later)));

        static IEnumerable<ModelStage> Stages(RegisteredModelRecord record) => record.Versions.Values.Select(version => version.Stage);
    }

    [Fact]
    public void The_newest_version_of_each_stage_is_the_latest()
    {
        var record = Record(Version(1) with { Stage = ModelStage.Production }, Version(2) with { Stage = ModelStage.Production, RunId = "r" }, Version(3));

        var model = ModelViews.Model(record)!;

        Assert.Equal([3, 2], model.LatestVersions.Select(version => version.Version));
        Assert.Equal([new(3, null), new(2, "r"), new(1, null)], model.Runs.AsEnumerable());
    }

    [Fact]
    public void What_the_operator_installed_is_seen_counted_and_left_alone()
    {
        var merged = InstalledModels.Merge(new(), [Installed]);

        Assert.Equal((RegisteredModel.Operator, 7), (merged.Model!.Owner, merged.LastVersion));
        Assert.Equal(8, Create(merged).LastVersion);
        Assert.Equal(FailureKind.Conflict, KindOf(() => VersionLife.Remove(merged, 7, "ann@x.org", Later)));
        Assert.Equal(FailureKind.Conflict, KindOf(() => ModelLife.CheckDelete(merged)));
        Assert.Equal(FailureKind.Conflict, KindOf(() => ModelLife.ChangeTag(merged, Tag("a", "b") with { Version = 7 }, Later)));
        Assert.Empty(InstalledModels.Strip(merged).Versions);
    }

    [Fact]
    public void A_stored_version_wins_over_an_installed_one_of_its_number()
    {
        var merged = InstalledModels.Merge(Record(Version(7)), [Installed]);

        Assert.False(merged.Versions[7].IsInstalled);
    }

    [Fact]
    public void A_model_moves_with_everything_and_only_within_its_registry()
    {
        var record = Record(Version(1) with { Status = VersionStatus.Ready }) with { LastVersion = 4 };
        var moving = ModelLife.Move(record, new("main", "default", "leavers"), "bob", Later);
        var move = new ModelMove(moving.Model!, moving.LastVersion, [.. moving.Versions.Values], "bob");
        var moved = ModelLife.Adopt(new(), new("main", "default", "leavers"), move, Later);

        Assert.Equal("main.default.leavers", moving.MovingTo);
        Assert.Equal(("main.default.leavers", record.Model!.Id, 4), (moved.Model!.FullName, moved.Model.Id, moved.LastVersion));
        Assert.Equal("main.default.leavers", moved.Versions[1].FullName);
        Assert.Same(moved, ModelLife.Adopt(moved, new("main", "default", "leavers"), move, Later)); // again changes nothing
        Assert.Equal(
            FailureKind.AlreadyExistsInRegistry,
            KindOf(() => ModelLife.Adopt(Record() with { Model = Model() with { Id = NewId() } }, new("main", "default", "churn"), move, Later)));
        Assert.Equal(FailureKind.InvalidParameter, KindOf(() => ModelLife.Move(record, new("", "", "leavers"), "bob", Later)));
        Assert.Equal(FailureKind.Conflict, KindOf(() => ModelLife.Move(moving, new("main", "default", "other"), "bob", Later)));
    }

    [Fact]
    public void The_catalog_of_the_installation_is_read_only() =>
        Assert.Equal(FailureKind.PermissionDenied, KindOf(() => ModelRules.CheckName("name", "system.ai.mine")));

    [Theory]
    [InlineData("churn", true, false)]
    [InlineData("main.default.churn-2_b", true, true)]
    [InlineData("main.default", false, false)]
    [InlineData("a.b.c.d", false, false)]
    [InlineData("main..churn", false, false)]
    [InlineData("main.default.chürn", false, false)]
    [InlineData("../x", false, false)]
    [InlineData("", false, false)]
    public void Names_have_one_part_or_three(string text, bool parses, bool unity)
    {
        Assert.Equal(parses, ModelName.TryParse(text, out var name));
        if (parses) Assert.Equal((text, unity), (name.ToString(), name.IsUnity));
    }

    internal static FailureKind KindOf(Action act) => Assert.Throws<ServingException>(act).Kind;

    private static RegisteredModelRecord Create(RegisteredModelRecord record) =>
        VersionLife.Create(record, new() { Caller = "ann@x.org" }, NewId(), maxVersions: 10, Later);

    private static ChangeModelAlias Alias(string alias, int? version) => new() { Caller = "ann@x.org", Alias = alias, Version = version };

    private static ChangeModelTag Tag(string key, string? value) => new() { Caller = "ann@x.org", Key = key, Value = value };
}
