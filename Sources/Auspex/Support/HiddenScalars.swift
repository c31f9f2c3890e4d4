extension Unicode.Scalar {
    /// Whether a character shows nothing, or changes how its neighbours are shown: control characters but for tab and line feed, line
    /// separators, marks of direction, joiners, tags. A log line must not use them to pose as another.
    package var isHidden: Bool {
        switch value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
            0xE0000...0xE007F:
            true
        default: false
        }
    }
}
