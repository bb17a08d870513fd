namespace Andamento.Endpoints;

/// <summary>What an endpoint tells the table of served entities: each change once, whatever dies meanwhile.</summary>
internal sealed partial class EndpointGrain
{
    private Task _recording = Task.CompletedTask;

    /// <summary>
    /// Writes the changes that wait in the record, then forgets them. Never throws: a failure is logged, and the next
    /// look tries again.
    /// </summary>
    /// <remarks>
    /// Who dies between the two writes the same rows again, with the same ids and times: a reader who takes equal rows
    /// for one sees each change once.
    /// </remarks>
    private async Task RecordChangesAsync()
    {
        var changes = _record.Current.Unrecorded;
        if (changes.IsEmpty) return;

        try
        {
            await _tables.WriteAsync(
                [.. changes.Select(change => new ServedEntityRow(change, _tables.WorkspaceId))], CancellationToken.None);
            using var writing = await _record.EnterAsync(CancellationToken.None);
            await StoreAsync(_record.Current with { Unrecorded = _record.Current.Unrecorded.RemoveRange(0, changes.Length) });
        }
        catch (Exception failed)
        {
            EndpointLog.NotRecorded(_log, Name, failed);
        }
    }
}
