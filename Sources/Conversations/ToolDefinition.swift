import Wire

/// A tool the model may call.
public struct ToolDefinition: Sendable {
  /// The name the model calls it by.
  public var name: String
  /// What the model is told about it.
  public var description: String?
  /// The JSON schema of its arguments; nil when the client gave none.
  public var schema: JSONValue?
  /// The vendor's type of a tool that the vendor or the client's program implements (`web_search_20250305`,
  /// `bash_20250124`); nil for a tool the client defines itself.
  public var vendorType: String?
  /// Whether the model must not see it until a tool search has named it.
  public var isDeferred: Bool
  /// The definition as it came.
  public var source: JSONValue

  /// A tool.
  public init(
    name: String, description: String?, schema: JSONValue?, vendorType: String?, isDeferred: Bool,
    source: JSONValue
  ) {
    self.name = name
    self.description = description
    self.schema = schema
    self.vendorType = vendorType
    self.isDeferred = isDeferred
    self.source = source
  }
}
