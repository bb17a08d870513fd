using Andamento.Registry;
using Andamento.Serving;
using static Andamento.Tests.Unit.Registry.ModelLifeTests;
using static Andamento.Tests.Unit.Registry.Samples;

namespace Andamento.Tests.Unit.Registry;

public class UploadLifeTests
{
    private static readonly BeginModelUpload Wish = new()
    {
        Caller = "ann@x.org", FileName = "m.onnx", Bytes = 100, Sha256 = new string('A', 64),
    };

    [Fact]
    public void An_upload_is_begun_completed_and_settled()
    {
        var record = Begin(Record(Version(1)));
        Assert.Equal((new string('a', 64), false, false), (record.Versions[1].Upload!.Sha256, record.Versions[1].Upload!.Complete, record.Versions[1].IsFinishing));
        Assert.True(ModelViews.Model(record)!.HasUnfinished);

        record = UploadLife.Complete(record, 1, received: 100, Later);
        Assert.True(record.Versions[1].IsFinishing);

        record = VersionLife.Settle(record, 1, new(ServingTask.Predict, [new("model.onnx", 100, "a")]), "", Later);
        Assert.Equal((VersionStatus.Ready, null, false), (record.Versions[1].Status, record.Versions[1].Upload, record.Versions[1].IsFinishing));
        Assert.False(ModelViews.Model(record)!.HasUnfinished);
        Assert.Same(record, UploadLife.Complete(record, 1, received: 0, Later)); // said again
    }

    [Fact]
    public void A_version_that_failed_says_why_and_stays_so()
    {
        var record = VersionLife.Settle(UploadLife.Complete(Begin(Record(Version(1))), 1, 100, Later), 1, published: null, "no model", Later);

        Assert.Equal((VersionStatus.Failed, "no model"), (record.Versions[1].Status, record.Versions[1].StatusMessage));
        Assert.Equal(FailureKind.Conflict, KindOf(() => Begin(record)));
    }

    [Fact]
    public void One_upload_at_a_time()
    {
        var record = Begin(Record(Version(1)));

        Assert.Equal(FailureKind.Conflict, KindOf(() => Begin(record)));
        Assert.NotNull(Begin(UploadLife.Cancel(record, 1, "given up", Later)).Versions[1].Upload);
    }

    [Fact]
    public void A_version_is_not_complete_before_its_last_byte() =>
        Assert.Equal(FailureKind.Conflict, KindOf(() => UploadLife.Complete(Begin(Record(Version(1))), 1, received: 99, Later)));

    [Fact]
    public void What_is_being_checked_cannot_be_taken_back() =>
        Assert.Equal(FailureKind.Conflict, KindOf(() => UploadLife.Cancel(UploadLife.Complete(Begin(Record(Version(1))), 1, 100, Later), 1, "", Later)));

    [Fact]
    public void Versions_with_a_source_or_with_files_take_no_upload()
    {
        Assert.Equal(FailureKind.Conflict, KindOf(() => Begin(Record(Version(1) with { Source = "/models/churn" }))));
        Assert.Equal(FailureKind.Conflict, KindOf(() => Begin(Record(Version(1) with { Status = VersionStatus.Ready }))));
        Assert.Equal(FailureKind.ResourceNotFound, KindOf(() => Begin(Record(Version(2)))));
    }

    [Theory]
    [InlineData("../m.onnx", 100, "a", "file_name")]
    [InlineData("m.exe", 100, "a", "file_name")]
    [InlineData("m.onnx", 0, "a", "bytes")]
    [InlineData("m.onnx", 1001, "a", "bytes")]
    [InlineData("m.onnx", 100, "g", "sha256")]
    public void What_is_announced_must_make_sense(string fileName, long bytes, string digit, string field)
    {
        var wish = Wish with { FileName = fileName, Bytes = bytes, Sha256 = string.Concat(Enumerable.Repeat(digit, 64)) };

        Assert.Equal(field, Assert.Throws<ServingException>(() => UploadLife.Begin(Record(Version(1)), 1, wish, NewId(), 1000, Later)).Param);
    }

    [Fact]
    public void Columns_are_for_plain_files() => Assert.Equal(
        "inputs",
        Assert.Throws<ServingException>(() => UploadLife.Begin(
            Record(Version(1)), 1, Wish with { FileName = "m.zip", Columns = ["a"] }, NewId(), 1000, Later)).Param);

    private static RegisteredModelRecord Begin(RegisteredModelRecord record) => UploadLife.Begin(record, 1, Wish, NewId(), 1000, Later);
}
