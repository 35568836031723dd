"""syllabook: course outlines and a paper database in, a course site and syllabus PDFs out."""

__version__ = "0.1.0"
