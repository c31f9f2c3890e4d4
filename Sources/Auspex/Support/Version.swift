/// The version of Auspex, printed beside every result so that it can be reproduced.
public let auspexVersion = "0.1.0"
