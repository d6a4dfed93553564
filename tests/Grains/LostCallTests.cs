using System;
using System.Threading.Tasks;
using Orleans.Runtime;
using Orleans.Serialization;
using Trading.GrainInterfaces;
using Xunit;

namespace Trading.Tests.Grains;

public sealed class LostCallTests
{
    [Fact]
    public void A_call_is_lost_by_a_silo_by_its_way_and_by_an_answer_that_no_client_can_read()
    {
        Exception[] lost =
        [
            new TimeoutException(), new SiloUnavailableException(), new OrleansException("rejected"),
            new CodecNotFoundException("of a database"), new TaskCanceledException(),
        ];
        Assert.All(lost, error => Assert.True(LostCall.Is(error), $"{error}"));
        Assert.False(LostCall.Is(new InvalidOperationException()));
    }
}
