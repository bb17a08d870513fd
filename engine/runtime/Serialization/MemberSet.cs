namespace Orleans.Standin;

/// <summary>
/// All members of a type. On the wire each has its id and its length, so that a reader steps over those it does not know:
/// that is what lets two versions of a program talk to each other.
/// </summary>
internal sealed class MemberSet<T>(List<List<MemberSlot>> layout)
{
    private readonly Member<T>[][] _levels = layout.Select(level => level.Select(Member<T>.Create).ToArray()).ToArray();

    public bool AllShallow
    {
        get
        {
            foreach (var level in _levels)
            {
                foreach (var member in level)
                {
                    if (!member.IsShallow)
                    {
                        return false;
                    }
                }
            }

            return true;
        }
    }

    public Member<T>[] First => _levels.Length == 0 ? [] : _levels[0];

    public void Write(WireWriter writer, ref T owner)
    {
        foreach (var level in _levels)
        {
            foreach (var member in level)
            {
                writer.UInt(member.Id + 1);
                var start = writer.BeginLength();
                member.Write(writer, ref owner);
                writer.EndLength(start);
            }

            writer.Byte(0);
        }
    }

    public void Read(WireReader reader, ref T owner)
    {
        foreach (var level in _levels)
        {
            var expected = 0;
            while (reader.UInt() is var tag and not 0)
            {
                var end = reader.End();
                while (expected < level.Length && level[expected].Id + 1 < tag)
                {
                    expected++;
                }

                if (expected < level.Length && level[expected].Id + 1 == tag)
                {
                    level[expected].Read(reader, ref owner);
                }

                reader.Position = end;
            }
        }
    }

    public void Copy(ref T from, ref T to, CopyContext context)
    {
        foreach (var level in _levels)
        {
            foreach (var member in level)
            {
                member.Copy(ref from, ref to, context);
            }
        }
    }
}
