namespace EarlyBert.Text;

/// <summary>One model input: <c>[CLS] a [SEP]</c>, or <c>[CLS] a [SEP] b [SEP]</c> for a pair.</summary>
/// <param name="Ids">Ids of the word pieces, special tokens included, without padding.</param>
/// <param name="FirstSegmentLength">Ids of the first segment, <c>[CLS] a [SEP]</c>; the rest is the second (token type 1).</param>
/// <param name="Dropped">Pieces cut off to fit.</param>
public readonly record struct EncodedText(int[] Ids, int FirstSegmentLength, int Dropped);
