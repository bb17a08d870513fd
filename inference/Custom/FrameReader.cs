using System.Text.Json;
using Andamento.Inference.Json;
using Andamento.Inference.Onnx;

namespace Andamento.Inference.Custom;

/// <summary>Turns the rows of a data frame into a model's tensors.</summary>
internal sealed class FrameReader
{
    private readonly FrameColumns _columns;
    private readonly IReadOnlyList<string>? _names;
    private readonly FrameTarget[] _targets;
    private readonly int[] _targetOf; // by column given; -1 for one that the model does not read
    private int _rows;

    private FrameReader(FrameColumns columns, IReadOnlyList<string>? names, int width)
    {
        _columns = columns;
        _names = names;
        Width = width;
        var places = columns.Match(names, width);
        _targets = columns.Targets(places.Length);
        _targetOf = new int[width];
        Array.Fill(_targetOf, -1);
        for (var target = 0; target < places.Length; target++) _targetOf[places[target]] = target;
    }

    private int Width { get; }

    /// <summary><c>dataframe_split</c>: columns once, rows as lists.</summary>
    public static CustomInput ReadSplit(JsonElement split, FrameColumns columns)
    {
        if (split.ValueKind is not JsonValueKind.Object)
        {
            throw JsonBody.Invalid($"'dataframe_split' is {JsonBody.Describe(split)}; an object is needed.");
        }

        foreach (var member in split.EnumerateObject())
        {
            if (JsonBody.Name(member) is not ("columns" or "data" or "index") and var name)
            {
                throw JsonBody.Invalid($"'dataframe_split' has no member '{name}'; it has columns, data and index.");
            }
        }

        var data = List(split, "data") ?? throw JsonBody.Invalid("'dataframe_split' lacks 'data'.");
        var names = List(split, "columns")?.EnumerateArray().Select(ColumnName).ToList();
        CheckIndex(split, data.GetArrayLength());
        var width = names?.Count ?? (data.GetArrayLength() > 0 && data[0].ValueKind is JsonValueKind.Array
            ? data[0].GetArrayLength() : 0);
        var reader = new FrameReader(columns, names, width);
        foreach (var row in data.EnumerateArray()) reader.AddList(row);
        return reader.Build();
    }

    /// <summary><c>dataframe_records</c>: each row an object. A member that a row lacks is null.</summary>
    public static CustomInput ReadRecords(JsonElement records, FrameColumns columns)
    {
        if (records.ValueKind is not JsonValueKind.Array)
        {
            throw JsonBody.Invalid($"'dataframe_records' is {JsonBody.Describe(records)}; a list of objects is needed.");
        }

        if (records.GetArrayLength() is 0) throw NoRows();

        var names = RecordColumns(records, columns.Names is null);
        var reader = new FrameReader(columns, names, names.Count);
        var places = names.Select((name, place) => (name, place)).ToDictionary(StringComparer.Ordinal);
        var cells = new Cell[names.Count];
        foreach (var record in records.EnumerateArray())
        {
            Array.Clear(cells);
            foreach (var member in record.EnumerateObject()) cells[places[JsonBody.Name(member)]] = new(member.Value);
            reader.Add(cells);
        }

        return reader.Build();
    }

    /// <summary>CSV whose first row holds the names.</summary>
    public static CustomInput ReadCsv(ReadOnlyMemory<byte> csv, FrameColumns columns)
    {
        using var rows = CsvReader.Rows(csv).GetEnumerator();
        if (!rows.MoveNext()) throw JsonBody.Invalid("The CSV is empty; its first row must hold the columns' names.");

        var reader = new FrameReader(columns, rows.Current, rows.Current.Count);
        while (rows.MoveNext()) reader.Add([.. rows.Current.Select(field => new Cell(default, field))]);
        return reader.Build();
    }

    // Rows are told apart by their order; still, a frame whose index is of another length is not the frame that was meant.
    private static void CheckIndex(JsonElement split, int rows)
    {
        if (split.TryGetProperty("index", out var none) && none.ValueKind is JsonValueKind.Null) return;
        if (List(split, "index")?.GetArrayLength() is { } labels && labels != rows)
            throw JsonBody.Invalid($"'index' of 'dataframe_split' has {labels} labels for {rows} rows.");
    }

    private static ModelException NoRows() => JsonBody.Invalid("The data frame has no rows.");

    private static JsonElement? List(JsonElement split, string name)
    {
        if (!split.TryGetProperty(name, out var list)) return null;
        return list.ValueKind is JsonValueKind.Array
            ? list
            : throw JsonBody.Invalid($"'{name}' of 'dataframe_split' is {JsonBody.Describe(list)}; a list is needed.");
    }

    private static string ColumnName(JsonElement name) => name.ValueKind switch
    {
        JsonValueKind.String => JsonBody.Text(name, "A column's name"),
        JsonValueKind.Number => name.GetRawText(), // what a frame without names calls its columns
        _ => throw JsonBody.Invalid($"A column's name is {JsonBody.Describe(name)}; a string is needed."),
    };

    // In order of first appearance. Where order decides what a column means, the first row fixes it.
    private static List<string> RecordColumns(JsonElement records, bool orderDecides)
    {
        var names = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var row = 0;
        foreach (var record in records.EnumerateArray())
        {
            row++;
            if (record.ValueKind is not JsonValueKind.Object)
            {
                throw JsonBody.Invalid($"Row {row} of 'dataframe_records' is {JsonBody.Describe(record)}; an object is needed.");
            }

            foreach (var name in record.EnumerateObject().Select(JsonBody.Name))
            {
                if (!known.Add(name)) continue;
                if (orderDecides && row > 1) throw JsonBody.Invalid($"Row {row} has the column '{name}', which row 1 lacks.", name);
                names.Add(name);
            }
        }

        return names;
    }

    private void AddList(JsonElement row)
    {
        if (row.ValueKind is not JsonValueKind.Array)
        {
            throw JsonBody.Invalid($"Row {_rows + 1} of 'data' is {JsonBody.Describe(row)}; a list is needed.");
        }

        Add([.. row.EnumerateArray().Select(value => new Cell(value))]);
    }

    private void Add(Cell[] cells)
    {
        _rows++;
        if (cells.Length != Width) throw JsonBody.Invalid($"Row {_rows} has {cells.Length} values for {Width} columns.");

        if (_columns.IsMatrix) _targets[0].Tensor.AddRow();
        else Array.ForEach(_targets, target => target.Tensor.AddRow());
        for (var place = 0; place < cells.Length; place++)
        {
            if (_targetOf[place] is >= 0 and var at) Put(_targets[at], cells[place], place);
        }
    }

    private void Put(FrameTarget target, Cell cell, int place)
    {
        if (target.Tensor.TryPut(target.At, cell, nullIsNaN: true)) return;

        var name = target.Name ?? _names?[place] ?? (place + 1).ToString();
        throw JsonBody.Invalid(
            $"Row {_rows}, column '{name}' is {cell.Describe()}; {ElementType.Name(target.Tensor.Type)} is needed.", name);
    }

    private CustomInput Build()
    {
        if (_rows == 0) throw NoRows();
        return new(_columns.Build(_targets, _rows), _rows, InputStyle.Frame);
    }
}
