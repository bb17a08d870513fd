namespace Andamento.Inference.ChatTemplates.Jinja;

/// <summary>A test: a value, and the arguments that follow its name.</summary>
internal delegate bool Test(object? value, Arguments arguments);

/// <summary>What stands behind <c>is</c>.</summary>
internal static class Tests
{
    public static IReadOnlyDictionary<string, Test> All { get; } = new Dictionary<string, Test>(StringComparer.Ordinal)
    {
        ["defined"] = (value, _) => value is not Undefined,
        ["undefined"] = (value, _) => value is Undefined,
        ["none"] = (value, _) => value is null,
        ["string"] = (value, _) => value is string,
        ["mapping"] = (value, _) => value is Map,
        ["sequence"] = (value, _) => value is string or List<object?> or Map,
        ["iterable"] = (value, _) => value is string or List<object?> or Map or Undefined,
        ["number"] = (value, _) => Operators.IsNumber(value),
        ["integer"] = (value, _) => value is long,
        ["float"] = (value, _) => value is double,
        ["boolean"] = (value, _) => value is bool,
        ["true"] = (value, _) => value is true,
        ["false"] = (value, _) => value is false,
        ["callable"] = (value, _) => value is Callable,
        ["upper"] = (value, _) => PythonText.Of(value) is var text && text.Any(char.IsUpper) && !text.Any(char.IsLower),
        ["lower"] = (value, _) => PythonText.Of(value) is var text && text.Any(char.IsLower) && !text.Any(char.IsUpper),
        ["odd"] = (value, _) => Operators.Whole(value, "odd") % 2 is not 0,
        ["even"] = (value, _) => Operators.Whole(value, "even") % 2 is 0,
        ["divisibleby"] = (value, arguments) => arguments.Number(0, "num", 1) is not 0 and var by
            ? Operators.Whole(value, "divisibleby") % by is 0
            : throw new TemplateException("division by zero"),
        ["in"] = (value, arguments) => Operators.Contains(arguments.Require(0, "seq"), value, arguments.Rendering),
        ["sameas"] = (value, arguments) => Operators.AreEqual(value, arguments.Require(0, "other"), arguments.Rendering) && Values.TypeName(value) == Values.TypeName(arguments.Get(0, "other")),
        ["equalto"] = Equal,
        ["eq"] = Equal,
        ["=="] = Equal,
        ["ne"] = (value, arguments) => !Equal(value, arguments),
        ["!="] = (value, arguments) => !Equal(value, arguments),
        ["lt"] = (value, arguments) => Order(value, arguments) < 0,
        ["lessthan"] = (value, arguments) => Order(value, arguments) < 0,
        ["<"] = (value, arguments) => Order(value, arguments) < 0,
        ["le"] = (value, arguments) => Order(value, arguments) <= 0,
        ["<="] = (value, arguments) => Order(value, arguments) <= 0,
        ["gt"] = (value, arguments) => Order(value, arguments) > 0,
        ["greaterthan"] = (value, arguments) => Order(value, arguments) > 0,
        [">"] = (value, arguments) => Order(value, arguments) > 0,
        ["ge"] = (value, arguments) => Order(value, arguments) >= 0,
        [">="] = (value, arguments) => Order(value, arguments) >= 0,
        ["filter"] = (value, _) => value is string name && Filters.All.ContainsKey(name),
        ["test"] = (value, _) => value is string name && IsTest(name),
    };

    /// <summary>Runs a test, and counts what it looks at.</summary>
    public static bool Apply(Test test, object? value, Arguments arguments)
    {
        arguments.Rendering.Look(value);
        return test(value, arguments);
    }

    private static bool IsTest(string name) => All.ContainsKey(name);

    private static bool Equal(object? value, Arguments arguments) => Operators.AreEqual(value, arguments.Require(0, "other"), arguments.Rendering);

    private static int Order(object? value, Arguments arguments) => Operators.Compare(value, arguments.Require(0, "other"), arguments.Rendering);
}
