using System.Globalization;

namespace Andamento.Api.Guardrails.Safety;

/// <summary>
/// Judges by a list of weighted phrases, <c>SafetyPhrases.txt</c>. Within any 24 words, the weights of a category's phrases are
/// added up, and those of words that show an intent; a category that reaches 1 makes the text unsafe.
/// </summary>
/// <remarks>
/// It knows words, not meanings, and English alone. It stops plain requests and leaves most innocent texts alone; who rephrases
/// gets past it. It needs no model, answers in microseconds and says the same every time. Where more is needed, a moderation
/// model behind an endpoint of this cluster takes its place.
/// </remarks>
internal sealed class PhraseSafety : ISafetyClassifier
{
    private const int WindowWords = 24;
    private const double Threshold = 1;
    private const double Rounding = 1e-9;
    private const int Intent = -1;

    private static readonly (PhraseTree<Rule> Tree, int Rules) Phrases = Load();

    /// <inheritdoc/>
    public ValueTask<SafetyVerdict> ClassifyAsync(string text, CancellationToken cancellationToken) => new(Classify(text));

    /// <summary>Judges a text in one pass.</summary>
    public static SafetyVerdict Classify(ReadOnlySpan<char> text)
    {
        var window = new Window();
        var found = SafetyCategories.None;
        for (int word = 0, at = 0; ; word++)
        {
            var start = at;
            if (!PhraseTree<Rule>.NextWord(text, ref at, out _)) break;
            if (Phrases.Tree.Longest(text, start) is not { } rules) continue;

            foreach (var rule in rules) window.Add(rule, word);
            found |= window.Judge();
        }

        return new(found is not SafetyCategories.None, found);
    }

    private static (PhraseTree<Rule> Tree, int Rules) Load()
    {
        var tree = new PhraseTree<Rule>();
        var count = 0;
        foreach (var (heading, line) in WordLists.Read("SafetyPhrases.txt"))
        {
            var split = line.IndexOf(' ', StringComparison.Ordinal);
            var category = heading is "intent" ? Intent : Array.IndexOf(SafetyCategoryNames.All, heading);
            if (category < 0 && heading is not "intent") throw new InvalidOperationException($"'{heading}' is no category.");

            tree.Add(line.AsSpan(split), new(count++, category, double.Parse(line.AsSpan(0, split), CultureInfo.InvariantCulture)));
        }

        return (tree, count);
    }

    /// <summary>A phrase of the list.</summary>
    /// <param name="Id">Which one.</param>
    /// <param name="Category">Its category as a place in <see cref="SafetyCategoryNames.All"/>, or <see cref="Intent"/>.</param>
    /// <param name="Weight">What it adds; what makes other words innocent takes away.</param>
    private sealed record Rule(int Id, int Category, double Weight);

    /// <summary>The phrases among the last words, each counted once.</summary>
    private sealed class Window
    {
        private readonly Queue<(int Word, Rule Rule)> _hits = new();
        private readonly bool[] _counted = new bool[Phrases.Rules];
        private readonly double[] _weights = new double[SafetyCategoryNames.All.Length];
        private double _intent;

        public void Add(Rule rule, int word)
        {
            while (_hits.TryPeek(out var oldest) && oldest.Word <= word - WindowWords)
            {
                _counted[oldest.Rule.Id] = false;
                Count(_hits.Dequeue().Rule, -1);
            }

            if (_counted[rule.Id]) return;

            _counted[rule.Id] = true;
            _hits.Enqueue((word, rule));
            Count(rule, 1);
        }

        public SafetyCategories Judge()
        {
            var found = SafetyCategories.None;
            for (var category = 0; category < _weights.Length; category++)
            {
                var weight = _weights[category];
                if (weight > Rounding && weight + _intent + Rounding >= Threshold) found |= SafetyCategoryNames.At(category);
            }

            return found;
        }

        private void Count(Rule rule, int sign)
        {
            if (rule.Category is Intent) _intent += sign * rule.Weight;
            else _weights[rule.Category] += sign * rule.Weight;
        }
    }
}
