using Trading.Model;
using Xunit;

namespace Trading.Tests.Model;

public sealed class AssetPairTests
{
    [Theory]
    [InlineData("BTCUSDT", "BTC-USDT")]
    [InlineData("BTC-USDT", "BTC-USDT")]
    [InlineData("ETH/BTC", "ETH-BTC")]
    [InlineData("ethbtc", "ETH-BTC")]
    [InlineData("XBT/USD", "BTC-USD")]
    [InlineData("PF_XBTUSD", "BTC-USD")]
    [InlineData("BTC-USDT-SWAP", "BTC-USDT")]
    [InlineData("SOLFDUSD", "SOL-FDUSD")]
    public void A_venues_symbol_names_its_assets(string symbol, string canonical)
    {
        Assert.True(AssetPair.TryParse(symbol, out var pair));
        Assert.Equal(canonical, pair.ToString());
    }

    [Theory]
    [InlineData("USDT")]
    [InlineData("ABCXYZ")]
    [InlineData("BTC-BTC")]
    [InlineData("-USDT")]
    [InlineData("")]
    public void What_names_no_pair_is_refused(string symbol) => Assert.False(AssetPair.TryParse(symbol, out _));
}
