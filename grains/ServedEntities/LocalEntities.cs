using System.Collections.Concurrent;

namespace Andamento.ServedEntities;

/// <summary>The served entities that grains of this silo own, one for all lanes of a key.</summary>
internal sealed class LocalEntities : ILocalEntities
{
    private readonly ConcurrentDictionary<string, Shared> _entities = new(StringComparer.Ordinal);
    private readonly Lock _counting = new(); // owners; a look-up takes no lock

    /// <inheritdoc/>
    public IServedEntity? Find(string key) => _entities.TryGetValue(key, out var shared) ? shared.Entity : null;

    /// <summary>Becomes an owner of an entity, which is made for the first one.</summary>
    /// <param name="key">Its key, without a lane.</param>
    /// <param name="make">Makes it.</param>
    public Share Take(string key, Func<IServedEntity> make)
    {
        lock (_counting)
        {
            var shared = _entities.GetValueOrDefault(key) ?? new(make());
            shared.Owners++;
            _entities[key] = shared;
            return new(this, key, shared.Entity);
        }
    }

    private void GiveBack(string key)
    {
        lock (_counting)
        {
            if (_entities.TryGetValue(key, out var shared) && --shared.Owners == 0) _entities.TryRemove(key, out _);
        }
    }

    /// <summary>One owner's hold on an entity. Its requests may outlive it.</summary>
    public sealed class Share(LocalEntities entities, string key, IServedEntity entity) : IDisposable
    {
        private bool _given;

        /// <summary>The entity.</summary>
        public IServedEntity Entity => entity;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_given) return;
            _given = true;
            entities.GiveBack(key);
        }
    }

    private sealed class Shared(IServedEntity entity)
    {
        public IServedEntity Entity => entity;

        public int Owners { get; set; }
    }
}
