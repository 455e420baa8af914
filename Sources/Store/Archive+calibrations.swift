import Conversations

extension Archive {
  /// Everything that was learned of how backends count.
  func calibrations() throws(StoreError) -> [StoredCalibration] {
    try database.statement("SELECT backend, model, body FROM calibrations ORDER BY backend, model")
      .all { StoredCalibration(backend: $0.text(0), model: $0.text(1), body: $0.blob(2)) }
  }

  /// Keeps a calibration in place of the one before.
  func keep(_ calibration: StoredCalibration) throws(StoreError) {
    try database.statement(
      """
      INSERT INTO calibrations(backend, model, body) VALUES(?, ?, ?)
      ON CONFLICT(backend, model) DO UPDATE SET body = excluded.body
      """
    ).run(calibration.backend, calibration.model, calibration.body)
  }
}
