using System.Runtime.CompilerServices;
using System.Text;

namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>
/// One run of a template, which a stranger wrote: it ends after so many steps, writes so much, and nests so deep.
/// </summary>
internal sealed class Rendering(DateTimeOffset now)
{
    /// <summary>Characters that a text may have.</summary>
    public const int LongestText = 8 * 1024 * 1024;

    private const long MostSteps = 20_000_000;
    private const int Deepest = 100, CharactersPerStep = 16;
    private long _steps;
    private int _depth;

    /// <summary>What has been written so far; a part that is captured is written to one of its own.</summary>
    public StringBuilder Output { get; private set; } = new();

    /// <summary>Today.</summary>
    public DateTimeOffset Now => now;

    /// <summary>Counts a step.</summary>
    public void Step()
    {
        if (++_steps > MostSteps) throw new TemplateException("The chat template takes too many steps.");
    }

    /// <summary>Counts the work of making a text or a list of a length, before it is made.</summary>
    public void Make(long length)
    {
        Limit(length);
        _steps += length / CharactersPerStep;
        Step();
    }

    /// <summary>Counts the work of looking at a value from its one end to the other, as methods, filters, tests and comparisons may.</summary>
    public void Look(object? value)
    {
        _steps += value switch
        {
            string text => text.Length / CharactersPerStep,
            List<object?> list => list.Count / CharactersPerStep,
            Map map => map.Count / CharactersPerStep,
            _ => 0,
        };
        Step();
    }

    /// <summary>Refuses a text or a list of a length, without counting.</summary>
    public static void Limit(long length)
    {
        if (length > LongestText) throw new TemplateException("The chat template makes too long a text.");
    }

    public void Write(string text)
    {
        Limit((long)Output.Length + text.Length);
        Make(text.Length);
        Output.Append(text);
    }

    /// <summary>What something writes, as a text.</summary>
    public string Capture(Action write)
    {
        var outer = Output;
        Output = new();
        try
        {
            write();
            return Output.ToString();
        }
        finally
        {
            Output = outer;
        }
    }

    /// <summary>Runs a part of the template that may lead to itself.</summary>
    public T Deeper<T>(Func<T> run)
    {
        if (_depth >= Deepest || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateException("The chat template nests too deep.");
        }

        _depth++;
        try
        {
            return run();
        }
        finally
        {
            _depth--;
        }
    }
}

/// <summary>Names and what they stand for, within those around them.</summary>
internal sealed class Scope(Rendering rendering, Scope? outer)
{
    private Dictionary<string, object?>? _names;

    public Rendering Rendering => rendering;

    /// <summary>The scope of the template itself.</summary>
    public Scope Root => outer is null ? this : outer.Root;

    public object? this[string name]
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope.Outer)
            {
                if (scope._names is { } names && names.TryGetValue(name, out var value)) return value;
            }

            return Functions.All.TryGetValue(name, out var function) ? function : new Undefined($"'{name}' is undefined");
        }
        set => (_names ??= new(StringComparer.Ordinal))[name] = value;
    }

    private Scope? Outer => outer;

    public Scope Inner() => new(rendering, this);
}
