/// What is held against a target, as it is kept from run to run.
public struct StoredBreaker: Sendable, Equatable {
  /// The backend's name.
  public var backend: String
  /// The model's id there; empty for all of the backend's.
  public var model: String
  /// What is held against it, as the module that decides it writes it; nil when that is nothing any more.
  public var state: String?

  /// A state to be kept, or forgotten.
  public init(backend: String, model: String, state: String?) {
    self.backend = backend
    self.model = model
    self.state = state
  }
}
