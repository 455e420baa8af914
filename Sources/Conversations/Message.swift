import Wire

/// One message of a request as the client sent it: a view of its bytes, and its identity.
public struct Message: Sendable {
  /// Who speaks.
  public let role: Role
  /// The whole message object in the client's bytes.
  public let source: JSONValue
  /// The hash of the canonical form: the same message keeps it from turn to turn, whatever cache marks, key order
  /// or reminders the client changes around it.
  public let fingerprint: Fingerprint

  /// A message the dialect has read.
  public init(role: Role, source: JSONValue, fingerprint: Fingerprint) {
    self.role = role
    self.source = source
    self.fingerprint = fingerprint
  }
}
