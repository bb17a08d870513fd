using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Serialization;

namespace Orleans.Standin;

/// <summary>Finds or makes the codec of a type. What is not known and not attributed is refused.</summary>
internal static class Codecs
{
    private static readonly ConcurrentDictionary<Type, Codec> Known = new();

    public static Codec<T> Get<T>() => Cache<T>.Instance ??= (Codec<T>)Get(typeof(T));

    public static Codec Get(Type type) => Known.TryGetValue(type, out var codec) ? codec : Known.GetOrAdd(type, Make(type));

    /// <summary>The codec of an object whose type the receiver learns from the message.</summary>
    public static Codec ForRuntimeType(Type type, Type declared)
    {
        if (type.IsEnum && !type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
        {
            throw Refusal(type, $"an enum held by a member of type {declared} needs [GenerateSerializer]");
        }

        return Get(type);
    }

    /// <summary>Whether the type can travel, without an exception as the answer.</summary>
    public static bool CanSerialize(Type type)
    {
        try
        {
            return Get(type) is not null;
        }
        catch (CodecNotFoundException)
        {
            return false;
        }
    }

    private static Codec Make(Type type)
    {
        if (Primitives.TryGet(type) is { } primitive)
        {
            return primitive;
        }

        if (type == typeof(Call))
        {
            return new CallCodec();
        }

        if (type.IsEnum)
        {
            return Create(typeof(EnumCodec<>), type);
        }

        if (type.IsArray)
        {
            return type.GetArrayRank() == 1
                ? Create(typeof(ArrayCodec<>), type.GetElementType()!)
                : throw Refusal(type, "arrays of several dimensions do not travel");
        }

        if (typeof(IAddressable).IsAssignableFrom(type) && !type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
        {
            return Create(typeof(GrainReferenceCodec<>), type);
        }

        if (type.IsConstructedGenericType && Collections.TryGet(type) is { } collection)
        {
            return collection;
        }

        if (typeof(Exception).IsAssignableFrom(type))
        {
            return ExceptionCodecs.Make(type);
        }

        if (type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false) && !type.IsAbstract)
        {
            return MakeAttributed(type);
        }

        if (type == typeof(object) || type.IsInterface || (type.IsAbstract && !type.IsSealed))
        {
            return Create(typeof(PolymorphicCodec<>), type);
        }

        throw Refusal(type, "it has no [GenerateSerializer]");
    }

    private static Codec MakeAttributed(Type type)
    {
        var definition = type.IsValueType ? typeof(StructCodec<>) : typeof(ObjectCodec<>);
        return Create(definition, type, [MemberLayout.Of(type)]);
    }

    public static Codec Create(Type definition, Type argument, params object[] arguments) => Create(definition, [argument], arguments);

    public static Codec Create(Type definition, Type[] types, params object[] arguments)
    {
        try
        {
            return (Codec)Activator.CreateInstance(
                definition.MakeGenericType(types),
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic,
                binder: null,
                arguments,
                culture: null)!;
        }
        catch (TargetInvocationException failure) when (failure.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure.InnerException);
            throw;
        }
    }

    public static CodecNotFoundException Refusal(Type type, string reason) =>
        new($"Could not find a codec for type {type}: {reason}.");

    private static class Cache<T>
    {
        public static Codec<T>? Instance;
    }
}
