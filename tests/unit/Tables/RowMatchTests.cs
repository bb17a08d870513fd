using System.Text;
using Andamento.Silo.Tables;
using Andamento.Tables;

namespace Andamento.Tests.Unit.Tables;

public sealed class RowMatchTests
{
    private static readonly TableQuery FirstHour = new()
    {
        Table = TableName.EndpointUsage, MaxRows = 1, From = DateTimeOffset.UnixEpoch, Until = DateTimeOffset.UnixEpoch.AddHours(1),
    };

    [Theory]
    [InlineData("""{"request_time":"1970-01-01T00:59:59Z"}""", true)]
    [InlineData("""{"request_time":"1970-01-01T01:00:00Z"}""", false)]
    [InlineData("""{"change_time":"1970-01-01T00:59:59Z"}""", true)]
    [InlineData("""{"change_time":"1970-01-01T01:00:00Z"}""", false)]
    [InlineData("""{"timestamp_ms":3599999}""", true)]
    [InlineData("""{"timestamp_ms":3600000}""", false)]
    public void Each_table_has_a_column_for_the_time_of_its_rows(string row, bool fits) =>
        Assert.Equal(fits, RowMatch.Fits(Encoding.UTF8.GetBytes(row), FirstHour));
}
