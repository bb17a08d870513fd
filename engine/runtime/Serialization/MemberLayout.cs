using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using Orleans.Serialization;

namespace Orleans.Standin;

/// <summary>One member that travels: its number and the field or property behind it.</summary>
internal sealed record MemberSlot(uint Id, MemberInfo Member, Type Type, bool IsImmutable);

/// <summary>The members of a type, one list per class of its inheritance chain, because ids are unique per class only.</summary>
internal static class MemberLayout
{
    /// <summary>Positional members of records have no id: their position, in a range that ids do not use.</summary>
    private const uint PositionalBase = 1 << 20;

    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static List<List<MemberSlot>> Of(Type type)
    {
        var levels = new List<List<MemberSlot>>();
        for (var level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            if (level.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            {
                levels.Insert(0, LevelOf(level));
            }
        }

        return levels;
    }

    /// <summary>Every field in declaration order: tuples and pairs.</summary>
    public static List<List<MemberSlot>> AllFields(Type type) =>
        [type.GetFields(Declared).Select((field, index) => new MemberSlot((uint)index, field, field.FieldType, false)).ToList()];

    private static List<MemberSlot> LevelOf(Type level)
    {
        var slots = new List<MemberSlot>();
        var positional = Positional(level);
        foreach (var property in level.GetProperties(Declared).Where(property => property.GetIndexParameters().Length == 0))
        {
            if (IdOf(property, positional) is { } id)
            {
                slots.Add(new(id, Storage(level, property), property.PropertyType, IsImmutable(property)));
            }
        }

        foreach (var field in level.GetFields(Declared))
        {
            if (field.GetCustomAttribute<IdAttribute>() is { } attribute)
            {
                slots.Add(new(attribute.Id, field, field.FieldType, IsImmutable(field)));
            }
        }

        slots.Sort((left, right) => left.Id.CompareTo(right.Id));
        for (var index = 1; index < slots.Count; index++)
        {
            if (slots[index].Id == slots[index - 1].Id)
            {
                throw new SerializerException($"{level} uses the id {slots[index].Id} twice.");
            }
        }

        return slots;
    }

    private static uint? IdOf(PropertyInfo property, ParameterInfo[] positional)
    {
        if (property.GetCustomAttribute<IdAttribute>() is { } attribute)
        {
            return attribute.Id;
        }

        var parameter = Array.Find(positional, parameter => parameter.Name == property.Name);
        return parameter is null || property.IsDefined(typeof(IgnoreDataMemberAttribute))
            ? null
            : parameter.GetCustomAttribute<IdAttribute>()?.Id ?? PositionalBase + (uint)parameter.Position;
    }

    /// <summary>The parameters of a record's primary constructor: the longest one whose parameters are all auto-properties.</summary>
    private static ParameterInfo[] Positional(Type level)
    {
        var included = level.GetCustomAttribute<GenerateSerializerAttribute>()!.IncludePrimaryConstructorParameters;
        var isRecord = level.GetMethod("<Clone>$", Declared) is not null
            || (level.IsValueType && level.GetMethod("PrintMembers", Declared) is not null);
        if (!isRecord && !included)
        {
            return [];
        }

        return level.GetConstructors(Declared)
            .Select(constructor => constructor.GetParameters())
            .Where(parameters => parameters.All(parameter => BackingField(level, parameter.Name!)?.FieldType == parameter.ParameterType))
            .MaxBy(parameters => parameters.Length) ?? [];
    }

    private static MemberInfo Storage(Type level, PropertyInfo property) =>
        (MemberInfo?)BackingField(level, property.Name)
        ?? (property.GetMethod is not null && property.SetMethod is not null
            ? property
            : throw new SerializerException($"{level}.{property.Name} has an [Id], but nothing to read it from or write it to."));

    private static FieldInfo? BackingField(Type level, string property)
    {
        var field = level.GetField($"<{property}>k__BackingField", Declared);
        return field?.IsDefined(typeof(CompilerGeneratedAttribute)) == true ? field : null;
    }

    private static bool IsImmutable(MemberInfo member) => member.IsDefined(typeof(ImmutableAttribute));
}
