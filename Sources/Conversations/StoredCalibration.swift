/// What has been learned of how a backend counts the tokens of a model's prompts, as it is kept from run to run.
public struct StoredCalibration: Sendable, Equatable {
  /// The backend's name.
  public var backend: String
  /// The model's id there.
  public var model: String
  /// The calibration, as the module that makes it writes it.
  public var body: [UInt8]

  /// A calibration to be kept.
  public init(backend: String, model: String, body: [UInt8]) {
    self.backend = backend
    self.model = model
    self.body = body
  }
}
