namespace Andamento.Registry;

/// <summary>Uploads, and what is done with files once they are here.</summary>
internal sealed partial class RegisteredModelGrain
{
    private readonly Dictionary<int, Task> _finishing = [];
    private CancellationTokenSource _stop = new();

    public async Task<RegisteredVersion> BeginUploadAsync(int version, BeginModelUpload command, CancellationToken cancellationToken)
    {
        var next = await ChangeAsync(
            (record, now) => UploadLife.Begin(record, version, command, NewId(), _options.MaxUploadBytes, now), cancellationToken);
        return View(next, version);
    }

    public async Task<RegisteredVersion> CompleteUploadAsync(int version, CancellationToken cancellationToken)
    {
        var upload = _record.Current.Versions.GetValueOrDefault(version)?.Upload;
        var received = upload is null ? 0 : await _intake.ReceivedAsync(upload.Id, cancellationToken);
        var next = await ChangeAsync((record, now) => UploadLife.Complete(record, version, received, now), cancellationToken);
        return next.Versions[version].IsFinishing ? await FinishAsync(version, cancellationToken) : View(next, version);
    }

    public async Task CancelUploadAsync(int version, CancellationToken cancellationToken)
    {
        var upload = _record.Current.Versions.GetValueOrDefault(version)?.Upload;
        await ChangeAsync(
            (record, now) => UploadLife.Cancel(record, version, "Waiting for an upload of its files.", now), cancellationToken);
        await _intake.DiscardAsync(upload!.Id, CancellationToken.None);
    }

    public async Task TendAsync(CancellationToken cancellationToken)
    {
        if (_record.Current.MovingTo is not null)
        {
            using var writing = await _record.EnterAsync(cancellationToken);
            if (_record.Current is { MovingTo: not null, Model: { } model } moving) await MoveAsync(moving, model.UpdatedBy);
            return;
        }

        foreach (var version in _record.Current.Versions.Values)
        {
            if (version.IsFinishing) _ = StartFinishing(version.Version); // ends by itself
            else if (version.Upload is { } upload) await AbandonIfSilentAsync(version.Version, upload, cancellationToken);
        }

        await TellDirectoryAsync();
        LeaveIfEmpty();
    }

    private async Task AbandonIfSilentAsync(int version, ModelUpload upload, CancellationToken cancellationToken)
    {
        var last = await _intake.LastReceivedAsync(upload.Id, cancellationToken) ?? upload.StartedAt;
        if (_time.GetUtcNow() - last < _options.UploadSilence) return;

        using (await _record.EnterAsync(cancellationToken))
        {
            if (_record.Current.Versions.GetValueOrDefault(version)?.Upload != upload) return; // it has gone on meanwhile
            var message = $"An upload of '{upload.FileName}' was silent for {_options.UploadSilence} and was given up; begin another.";
            await CommitAsync(UploadLife.Cancel(_record.Current, version, message, _time.GetUtcNow()), cancellationToken);
        }

        await _intake.DiscardAsync(upload.Id, CancellationToken.None);
        RegistryLog.UploadAbandoned(_log, Name, version);
    }

    /// <summary>Starts, and waits a while: small models are ready when the caller hears of them.</summary>
    private async Task<RegisteredVersion> FinishAsync(int version, CancellationToken cancellationToken)
    {
        try
        {
            await StartFinishing(version).WaitAsync(_options.CompletionWait, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It goes on; the caller asks again.
        }

        return View(_record.Current, version);
    }

    // Ends with its work or with the activation, which StopFinishingAsync sees to. Never throws.
    private Task StartFinishing(int version) =>
        _finishing.TryGetValue(version, out var running) ? running : _finishing[version] = FinishOneAsync(version);

    private async Task FinishOneAsync(int version)
    {
        await Task.Yield(); // so that it is noted before it can end
        try
        {
            var pending = _record.Current.Versions[version];
            var (published, failure) = await PublishAsync(pending);
            if (!await SettleAsync(version, published, failure))
            {
                await RemoveFilesAsync(pending); // it was deleted meanwhile
                return;
            }

            if (published is null) RegistryLog.Failed(_log, Name, version, failure);
            else RegistryLog.Ready(_log, Name, version, published.Files.Length);
            if (pending.Upload is { } upload) await _intake.DiscardAsync(upload.Id, CancellationToken.None);
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // The next activation goes on.
        }
        catch (Exception failed)
        {
            RegistryLog.FinishingFailed(_log, Name, version, failed);
        }
        finally
        {
            _finishing.Remove(version);
        }
    }

    private async Task<bool> SettleAsync(int version, PublishedModel? published, string failure)
    {
        using var writing = await _record.EnterAsync(_stop.Token);
        if (!_record.Current.Versions.ContainsKey(version)) return false;
        await CommitAsync(VersionLife.Settle(_record.Current, version, published, failure, _time.GetUtcNow()), CancellationToken.None);
        return true;
    }

    private async Task<(PublishedModel? Published, string Failure)> PublishAsync(RegisteredVersion pending)
    {
        try
        {
            return (await _intake.PublishAsync(pending, _stop.Token), "");
        }
        catch (InvalidDataException refused)
        {
            return (null, refused.Message);
        }
    }

    private async Task StopFinishingAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_finishing.Values);
        _stop.Dispose();
        _stop = new();
    }
}
