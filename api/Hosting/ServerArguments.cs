using System.Collections.Immutable;

namespace Andamento.Api.Hosting;

/// <summary>What the command line asks for. Null means: as the configuration says.</summary>
internal sealed record ServerArguments
{
    /// <summary>The TCP port, 0 to 65535; 0 takes a free one.</summary>
    public int? Port { get; init; }

    /// <summary>The address to listen on: an IP address, <c>localhost</c>, or <c>*</c> for all.</summary>
    public string? Host { get; init; }

    /// <summary>The folder of all state.</summary>
    public string? Data { get; init; }

    /// <summary>How many silos run in this process.</summary>
    public int? Silos { get; init; }

    /// <summary>Folders with models.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Makes another token.</summary>
    public bool NewToken { get; init; }

    /// <summary>Whom the new token is for; null for an administrator.</summary>
    public string? User { get; init; }

    /// <summary>How log lines look: <c>json</c> or <c>text</c>.</summary>
    public string? Log { get; init; }

    /// <summary>Settings given by their full names, <c>--Section:Name=value</c>.</summary>
    public ImmutableArray<KeyValuePair<string, string?>> Settings { get; init; } = [];

    /// <summary>Only explain the options.</summary>
    public bool Help { get; init; }

    /// <summary>The same wishes as configuration keys, which every part of the server reads.</summary>
    public IEnumerable<KeyValuePair<string, string?>> ToSettings()
    {
        if (Data is not null) yield return new(SettingKeys.Data, Path.GetFullPath(Data));
        if (Silos is not null) yield return new(SettingKeys.Silos, $"{Silos}");
        if (Log is not null) yield return new(SettingKeys.Log, Log);

        foreach (var setting in Settings) yield return setting;

        for (var i = 0; i < Models.Length; i++) yield return new($"{SettingKeys.ModelFolders}:{i}", Path.GetFullPath(Models[i]));
    }
}

/// <summary>The configuration keys that options of the command line stand for.</summary>
internal static class SettingKeys
{
    public const string Data = "Andamento:Data";
    public const string Silos = "Andamento:Silos";
    public const string ModelFolders = "Andamento:Models:Folders";
    public const string Log = "Andamento:Log";
    public const string AllowLoopback = "Providers:AllowLoopback";
    public const string Urls = "urls";
}
