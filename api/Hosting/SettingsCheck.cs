using Microsoft.Extensions.Options;

namespace Andamento.Api.Hosting;

/// <summary>Looks at all settings before anything is made of them, so that an operator sees every mistake in one start.</summary>
internal static class SettingsCheck
{
    /// <summary>Checks the settings of every section that asks for it.</summary>
    /// <exception cref="OptionsValidationException">With the mistakes of all sections.</exception>
    public static void CheckSettings(this WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (AggregateException several) when (several.InnerExceptions.All(static one => one is OptionsValidationException))
        {
            var failures = several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(static wrong => wrong.Failures);
            throw new OptionsValidationException("settings", typeof(IConfiguration), failures);
        }
    }
}
