using System.Collections.Immutable;
using Andamento.Api.Routing;
using Andamento.Endpoints;
using BenchmarkDotNet.Attributes;

namespace Andamento.Bench.Micro;

/// <summary>Choosing a served entity by the traffic split.</summary>
[InProcess, MemoryDiagnoser]
public class RouterBench
{
    private ImmutableArray<SnapshotEntity> _entities;
    private ImmutableArray<TrafficRoute> _routes;
    private int _draw;

    [Params(1, 15)] public int Entities { get; set; }

    [GlobalSetup]
    public void Start()
    {
        _entities = [.. Enumerable.Range(0, Entities).Select(i => new SnapshotEntity($"entity-{i}", $"e/0/1/entity-{i}"))];
        var share = 100 / Entities;
        _routes = [.. _entities.Select((entity, i) => new TrafficRoute(entity.Name, i == 0 ? 100 - (share * (Entities - 1)) : share))];
    }

    [Benchmark]
    public int Plan() => Router.Plan(_routes, _entities, _draw = (_draw + 37) % Router.Draws);
}
