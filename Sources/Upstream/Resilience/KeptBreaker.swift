/// A breaker as it is kept over a restart.
public struct KeptBreaker: Sendable, Equatable {
  /// The backend's name.
  public var backend: String
  /// The model's id; nil for the breaker that holds the backend with all its models.
  public var model: String?
  /// What is kept of it; nil for one that is closed, of which nothing is.
  public var stored: CircuitBreaker.Stored?

  /// A breaker.
  public init(backend: String, model: String?, stored: CircuitBreaker.Stored?) {
    self.backend = backend
    self.model = model
    self.stored = stored
  }
}
