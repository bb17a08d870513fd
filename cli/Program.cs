using System.Collections;
using Andamento.Cli;

var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value, StringComparer.Ordinal);
return await CliRun.RunAsync(args, new(environment, Console.In, Console.Out, Console.Error), CancellationToken.None);
