namespace Microsoft.ML.SearchSpace;

/// <summary>What a parameter holds, by the token that it becomes in JSON.</summary>
public enum ParameterType
{
    /// <summary>A whole number.</summary>
    Integer = 0,

    /// <summary>A number.</summary>
    Number = 1,

    /// <summary>True or false.</summary>
    Bool = 2,

    /// <summary>Text; enumerations too, by name.</summary>
    String = 3,

    /// <summary>Parameters by name.</summary>
    Object = 4,

    /// <summary>A list.</summary>
    Array = 5,
}
