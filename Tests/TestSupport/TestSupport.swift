import Auspex
