/// What holds a target back, as it is kept from run to run.
public struct StoredBreaker: Sendable, Equatable {
  /// The backend's name.
  public var backend: String
  /// The model's id there; empty for all of the backend's.
  public var model: String
  /// What holds it, as the module that decides it writes it.
  public var state: String
  /// Until when it is left alone, in milliseconds since 1970.
  public var until: Int64

  /// A state to be kept.
  public init(backend: String, model: String, state: String, until: Int64) {
    self.backend = backend
    self.model = model
    self.state = state
    self.until = until
  }
}
